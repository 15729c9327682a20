package samegrad.benchmarks.cost;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import samegrad.benchmarks.BackendState;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.NetworkBenchmark;
import samegrad.verify.Oracle;

/** The gradients of a loss through samegrad and by the library's own autograd alone. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CostGradientBenchmark extends NetworkBenchmark {
  private Raw raw;
  private Raw.Work work;

  /** Prepares the library, which the backend has started as it has to be, and checks it. */
  @Setup
  public void prepareRaw(BackendState state) {
    raw = Raw.of(state.backend, state.backend().info().threads());
    check(Oracle.solve(checked(state)), raw.gradients(checked(state)).results().get());
    work = raw.gradients(Inputs.homework(network, state.dtype()));
  }

  /** Closes the library. */
  @TearDown
  public void closeRaw() {
    raw.close();
  }

  /** By the library alone. */
  @Benchmark
  public Object raw() {
    return work.run().get();
  }
}
