package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assertions;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.conformance.search.Search;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;
import samegrad.verify.Oracle;

/** Several threads at once on one backend. */
@SuppressWarnings("try") // scopes are there to close, not to be used
abstract class ConcurrencyContract extends Contract {
  private static final int THREADS = 4;
  private static final int ROUNDS = 40;

  ConcurrencyContract(BackendContract contract) {
    super(contract);
  }

  private interface Work {
    /** What one thread does in one round. */
    void run(int thread, int round, Verdicts verdicts) throws Exception;
  }

  /** Has several threads start at once and work through all rounds, each in a scope of its own. */
  private void atOnce(Work work) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        calls.add(
            () -> {
              start.await();
              for (int round = 0; round < ROUNDS; round++) {
                try (Scope scope = backend().scope()) {
                  Verdicts verdicts = new Verdicts();
                  work.run(thread, round, verdicts);
                  verdicts.requireSome();
                }
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(calls)) {
        done.get();
      }
    } catch (ExecutionException failure) {
      throw new AssertionError(
          "with " + THREADS + " threads: " + failure.getCause(), failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    } finally {
      threads.shutdownNow();
    }
  }

  @Check("operations and gradients from several threads give each its own result")
  void operations(DType dtype) {
    for (int i = 0; i < 3; i++) {
      Search.atOnce(backend(), dtype, Sample.SEED + i).ifPresent(Assertions::fail);
    }
  }

  @Check("one prepared function is evaluated by several threads, each at its own point")
  void sharedFunction(DType dtype) {
    List<Homework> homeworks = new ArrayList<>();
    List<Oracle.Solution> solutions = new ArrayList<>();
    Homework base = Homework.builtIn().to(dtype);
    for (int i = 0; i < THREADS; i++) {
      Homework homework = RandomNetworks.withOtherParameters(base, "thread " + i);
      homeworks.add(homework);
      solutions.add(Oracle.solve(homework));
    }
    for (Autograd autograd : Autograd.values()) {
      try (ValueAndGradients gradient = backend().valueAndGradients(base.loss(), autograd)) {
        atOnce(
            (thread, round, verdicts) -> {
              Parameters parameters = homeworks.get(thread).parameters();
              var at = gradient.evaluate(parameters);
              for (TensorName parameter : base.network().parameterNames()) {
                verdicts.agree(
                    autograd + " " + parameter,
                    at.gradient(parameter.toString()).toHost(),
                    solutions.get(thread).tensor(parameter.gradient()));
              }
            });
      }
    }
  }

  @Check("a scope frees what its own thread made, and nothing of the others'")
  void scopes(DType dtype) {
    HostTensor one = HostTensor.scalar(dtype, 1);
    atOnce(
        (thread, round, verdicts) -> {
          Tensor mine = backend().add(one, HostTensor.scalar(dtype, thread));
          try (Scope inner = backend().scope()) {
            for (int i = 0; i < 5; i++) {
              backend().add(mine, one);
            }
          }
          assertSameBits("mine", HostTensor.scalar(dtype, thread + 1), mine.toHost());
        });
  }
}
