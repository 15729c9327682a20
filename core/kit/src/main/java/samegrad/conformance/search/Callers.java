package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that call a backend at once. */
public final class Callers {
  /** How many. */
  public static final int COUNT = 4;

  /** What a caller, counted from 0, does in a round. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run(int caller, int round) throws Exception;
  }

  private Callers() {}

  /** Has all start at once and work through all rounds; throws what the first that fails throws. */
  public static void atOnce(int rounds, Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    CyclicBarrier start = new CyclicBarrier(COUNT);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        int caller = i;
        calls.add(
            () -> {
              start.await();
              for (int round = 0; round < rounds; round++) {
                work.run(caller, round);
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(calls)) {
        done.get();
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failure;
    } finally {
      threads.shutdownNow();
    }
  }
}
