package samegrad;

import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tensors that no scope frees, but the garbage collector finding them unreachable.
 *
 * <p>To the collector a tensor in a library's memory is a small object, and no reason to run. So
 * what such tensors take is counted here, in the whole process, and the collector is asked to run
 * when it is more than Java's heap may be, as with Java's own direct buffers, or twice what was
 * still in use the last time, if that is more.
 */
final class Unscoped {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicLong NATIVE_BYTES = new AtomicLong();

  private static volatile long limit = Runtime.getRuntime().maxMemory();

  private Unscoped() {}

  /**
   * Frees the tensor's array once the tensor is unreachable.
   *
   * @param nativeBytes what the array takes outside Java's heap
   */
  static void freeWhenUnreachable(BackendTensor tensor, long nativeBytes) {
    Holder holder = tensor.holder();
    CLEANER.register(
        tensor,
        () -> {
          holder.free();
          NATIVE_BYTES.addAndGet(-nativeBytes);
        });
    if (NATIVE_BYTES.addAndGet(nativeBytes) > limit) {
      collect();
    }
  }

  private static synchronized void collect() {
    if (NATIVE_BYTES.get() <= limit) {
      return; // another thread has been here
    }
    CountDownLatch found = new CountDownLatch(1);
    CLEANER.register(new Object(), found::countDown);
    System.gc();
    try {
      // The collector only finds what is unreachable; the cleaner's thread frees it.
      if (found.await(1, TimeUnit.SECONDS)) {
        long before;
        do {
          before = NATIVE_BYTES.get();
          Thread.sleep(1);
        } while (NATIVE_BYTES.get() < before);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    limit = Math.max(Runtime.getRuntime().maxMemory(), 2 * NATIVE_BYTES.get());
  }
}
