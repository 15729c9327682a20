package samegrad;

import org.jspecify.annotations.Nullable;
import samegrad.spi.Engine;

/** An engine's array until it is freed, which happens once. Does not refer to its tensor. */
final class Holder implements Runnable {
  private final Engine<Object> engine;
  private @Nullable Object array;

  Holder(Engine<Object> engine, Object array) {
    this.engine = engine;
    this.array = array;
  }

  synchronized @Nullable Object array() {
    return array;
  }

  synchronized void free() {
    if (array != null) {
      Object freed = array;
      array = null;
      engine.free(freed);
    }
  }

  /** Holds another array from now on and frees the one before. */
  synchronized void replace(Object other) {
    if (other != array) {
      free();
      array = other;
    }
  }

  @Override
  public void run() {
    free();
  }
}
