package samegrad.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** The product of two square matrices that lie where the backend computes. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class MatmulBenchmark extends AverageTime {
  /** The number of rows and columns. */
  @Param({"2", "8", "32", "128", "512", "2048"})
  public int size;

  private Backend backend;
  private Tensor a;
  private Tensor b;

  /** Places the operands and checks the product. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    Shape shape = Shape.matrix(size, size);
    HostTensor left = Inputs.normal(1, state.dtype(), shape, 1);
    HostTensor right = Inputs.normal(2, state.dtype(), shape, 1);
    a = backend.place(left);
    b = backend.place(right);
    Verified.requireProduct(matmul(), left, false, right, false);
  }

  private Tensor matmul() {
    return backend.matmul(a, b);
  }

  /** a·b. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor product(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(matmul());
    }
  }
}
