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
 * <p>The sum of a vector of more than some thousand elements does not ask for the number: it takes
 * as many threads as {@code OMP_NUM_THREADS} said when the process began. Nor can libnd4j be given
 * more than that.
 *
 * <p>libnd4j has one such number for the whole process. While operations of several Java threads
 * overlap, one may run with the number of another; that changes its time and, if it is a sum, how
 * the terms are grouped.
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

  /** Runs an operation on that many elements. */
  void run(long elements, Runnable operation) {
    if (threads == 1 || elements < WORTHWHILE) {
      operation.run();
      return;
    }
    if (large.getAndIncrement() == 0) {
      environment().setMaxMasterThreads(threads);
    }
    try {
      operation.run();
    } finally {
      if (large.decrementAndGet() == 0) {
        environment().setMaxMasterThreads(1);
      }
    }
  }
}
