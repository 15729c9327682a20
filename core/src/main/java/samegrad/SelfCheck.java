package samegrad;

import java.util.Arrays;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.spi.BackendUnavailableException;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * Whether a backend that was just started computes at all: a sum, a product, a sigmoid and a
 * gradient, of numbers whose results are exact in any order of additions.
 *
 * <p>It takes a few milliseconds and is there because native libraries have returned garbage
 * without a word for a setting of the process, such as a number of threads of 0. That all
 * operations are right for all operands is the matter of the conformance kit.
 */
@SuppressWarnings("try") // scopes are there to close
final class SelfCheck {
  private static final int INNER = 16;

  private final Backend backend;

  private SelfCheck(Backend backend) {
    this.backend = backend;
  }

  /**
   * Checks a few elements and, of an engine outside Java's heap, so many that libraries use several
   * threads.
   *
   * @throws BackendUnavailableException if a result is wrong, naming the operation, or there is
   *     none
   */
  static void require(Backend backend) {
    SelfCheck check = new SelfCheck(backend);
    try {
      check.run(DType.FLOAT64, 3);
      if (backend.nativeArrays().isPresent()) {
        check.run(DType.FLOAT32, 260);
      }
    } catch (BackendUnavailableException wrong) {
      throw wrong;
    } catch (RuntimeException | LinkageError failure) {
      throw BackendUnavailableException.notStarted("backend " + backend.info().name(), failure);
    }
  }

  private void run(DType dtype, int n) {
    Shape square = Shape.matrix(n, n);
    try (Scope scope = backend.scope();
        ValueAndGradients function =
            backend.valueAndGradients(p -> p.get("x").matmul(p.get("w")).sigmoid().sum())) {
      HostTensor ones = filled(dtype, Shape.matrix(n, INNER), 1);
      Tensor zeros = backend.place(filled(dtype, ones.shape(), 0));
      Tensor twos = backend.place(filled(dtype, Shape.matrix(INNER, n), 2));
      requireSum("sum", backend.broadcast(HostTensor.scalar(dtype, 3), square), 3);
      requireSum("product", backend.matmul(ones, twos), 2 * INNER);
      requireSum("sigmoid", backend.sigmoid(backend.matmul(zeros, twos)), 0.5);
      Evaluation at = function.evaluate(Parameters.of("x", zeros).with("w", twos));
      require("value", at.result(), 0.5 * n * n);
      require("gradient", at.gradient("x"), 0.5 * n); // σ'(0) = 1/4, times n twos
      require("gradient", at.gradient("w"), 0);
    }
  }

  private static HostTensor filled(DType dtype, Shape shape, double value) {
    double[] elements = new double[shape.size()];
    Arrays.fill(elements, value);
    return HostTensor.of(dtype, shape, elements);
  }

  private void requireSum(String operation, Tensor result, double each) {
    require(operation, backend.sum(result), each * result.shape().size());
  }

  private void require(String operation, Tensor result, double each) {
    for (double element : result.toHost().toArray()) {
      if (element != each) {
        throw new BackendUnavailableException(
            "backend %s computes wrong results here: its %s in %s gave %s for %s; look for settings"
                    .formatted(backend.info().name(), operation, result.dtype(), element, each)
                + " in the environment that its library reads, such as OMP_NUM_THREADS");
      }
    }
  }
}
