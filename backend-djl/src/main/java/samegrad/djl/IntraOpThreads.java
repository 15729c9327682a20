package samegrad.djl;

import ai.djl.pytorch.jni.JniUtils;

/**
 * How many threads libtorch uses inside an operation.
 *
 * <p>Libtorch keeps this number for each calling thread (OpenMP's and MKL's own are so, and a
 * thread takes libtorch's global one only at its first operation). Hence each engine says its
 * number before it computes, and only a change costs a call.
 */
final class IntraOpThreads {
  private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(() -> 0);

  private IntraOpThreads() {}

  /**
   * Makes the calling thread's operations use that many threads, 1 or more.
   *
   * @return whether they used another number, as they do at a thread's first call
   */
  static boolean use(int threads) {
    if (CURRENT.get() == threads) {
      return false;
    }
    JniUtils.setNumThreads(threads);
    CURRENT.set(threads);
    return true;
  }
}
