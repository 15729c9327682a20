package samegrad.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * The three products of a fully connected layer, in a step of training: the forward one and those
 * of its two gradients, of matrices that lie where the backend computes.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class LayerMatmulBenchmark extends AverageTime {
  /** Samples × inputs × outputs. */
  @Param({"128x784x512"})
  public String layer = "";

  /** x·Wᵀ, the gradient of the weight gᵀ·x, or that of the input g·W. */
  @Param({"forward", "weight-gradient", "input-gradient"})
  public String product = "";

  private Backend backend;
  private Tensor a;
  private Tensor b;
  private boolean transposeA;
  private boolean transposeB;

  /** Places the operands and checks the product. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    int[] sizes = Inputs.sizes(layer, "[0-9]+x[0-9]+x[0-9]+");
    DType dtype = state.dtype();
    HostTensor x = Inputs.normal(1, dtype, Shape.matrix(sizes[0], sizes[1]), 1);
    HostTensor w = Inputs.normal(2, dtype, Shape.matrix(sizes[2], sizes[1]), 1);
    HostTensor g = Inputs.normal(3, dtype, Shape.matrix(sizes[0], sizes[2]), 1);
    switch (product) {
      case "forward" -> prepare(x, false, w, true);
      case "weight-gradient" -> prepare(g, true, x, false);
      case "input-gradient" -> prepare(g, false, w, false);
      default ->
          throw new IllegalArgumentException(
              "no product " + product + ": there are forward, weight-gradient and input-gradient");
    }
  }

  private void prepare(
      HostTensor left, boolean transposeLeft, HostTensor right, boolean transposeRight) {
    a = backend.place(left);
    b = backend.place(right);
    transposeA = transposeLeft;
    transposeB = transposeRight;
    Verified.requireProduct(matmul(), left, transposeA, right, transposeB);
  }

  private Tensor matmul() {
    return backend.matmul(a, transposeA, b, transposeB);
  }

  /** The product. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor product(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(matmul());
    }
  }
}
