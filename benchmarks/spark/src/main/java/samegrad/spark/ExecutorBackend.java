package samegrad.spark;

import samegrad.Backend;
import samegrad.Backends;

/** The backend of this JVM, which all tasks share and which ends with it. */
final class ExecutorBackend {
  private static final Object LOCK = new Object();
  private static Backend[] opened = {};

  private ExecutorBackend() {}

  /** Opens it at the first call; a failure is met again by the next task. */
  static Backend get() {
    synchronized (LOCK) {
      if (opened.length == 0) {
        opened = new Backend[] {Backends.open()};
      }
      return opened[0];
    }
  }
}
