package samegrad.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** Copies of a square matrix from Java's heap to where the backend computes, and back. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class TransferBenchmark extends AverageTime {
  /** The number of rows and columns. */
  @Param({"32", "2048", "8192"})
  public int size;

  private Backend backend;
  private HostTensor here;
  private Tensor there;

  /** Places the matrix and checks that it comes back. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    here = Inputs.normal(1, state.dtype(), Shape.matrix(size, size), 1);
    there = backend.place(here);
    if (!there.toHost().equals(here)) {
      throw new IllegalStateException("what came back is not what went");
    }
  }

  /** There. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor up(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(backend.place(here));
    }
  }

  /** And back. */
  @Benchmark
  public HostTensor down() {
    return there.toHost();
  }
}
