package samegrad.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;

/** A function of each element of a vector that lies where the backend computes. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class FunctionBenchmark extends AverageTime {
  /** More elements than this are too many for the oracle; the first ones stand for all. */
  private static final int CHECKED = 10_000;

  /** All there are, if none is named. */
  @Param public UnaryFunction function = UnaryFunction.SIGMOID;

  /** The number of elements. */
  @Param({"100", "1000", "10000", "100000", "1000000", "10000000"})
  public int size;

  private Backend backend;
  private Tensor z;

  /** Places the operand and checks the result. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    z = backend.place(Inputs.normal(3, state.dtype(), Shape.vector(size), 4));
    HostTensor few = Inputs.normal(3, state.dtype(), Shape.vector(Math.min(size, CHECKED)), 4);
    Verified.require(
        backend.map(function, few),
        OracleOperations.INSTANCE.map(function, OracleOperations.of(few)));
  }

  /** f(z). */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor result(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(backend.map(function, z));
    }
  }
}
