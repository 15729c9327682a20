package samegrad.nd4j;

import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How many OpenMP threads an operation of libnd4j may use: all it was configured with if there is
 * enough to do, else one.
 *
 * <p>libnd4j starts a parallel region for any broadcast, however small. That takes microseconds
 * where the work takes less than one, and on a busy machine, where the team's other threads wait
 * for a processor while the first spins, it takes milliseconds.
 *
 * <p>The number is one for the whole process. While operations of several threads overlap, a small
 * one may see the number of a large one; that changes its time, not what it computes.
 */
final class Workers {
  /** Elements from which a second thread pays: some 10 µs of work for the cheapest operations. */
  static final long WORTHWHILE = 1 << 16;

  private final int threads;
  private final AtomicInteger large = new AtomicInteger();

  Workers(int threads) {
    this.threads = threads;
    environment().setMaxMasterThreads(1);
  }

  private static Environment environment() {
    return Nd4j.getEnvironment();
  }

  /** Until it is closed, an operation on that many elements may run. */
  Grant grant(long elements) {
    if (threads == 1 || elements < WORTHWHILE) {
      return Grant.ONE;
    }
    if (large.getAndIncrement() == 0) {
      environment().setMaxMasterThreads(threads);
    }
    return this::finished;
  }

  private void finished() {
    if (large.decrementAndGet() == 0) {
      environment().setMaxMasterThreads(1);
    }
  }

  /** Permission to run an operation. */
  @FunctionalInterface
  interface Grant extends AutoCloseable {
    /** To use one thread, which needs no end. */
    Grant ONE = () -> {};

    @Override
    void close();
  }
}
