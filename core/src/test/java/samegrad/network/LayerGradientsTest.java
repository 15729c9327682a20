package samegrad.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.Backend;
import samegrad.OracleEngine;
import samegrad.autograd.Autograd;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Against the rules of backpropagation, with the gradients of the parameters as the anchor. */
final class LayerGradientsTest {
  /**
   * The oracle's engine rounds once an operation. Either side of a comparison is at most 30
   * operations away from the network's own numbers, and all numbers on the way are below 2.
   */
  private static final double ROUNDING = 2 * 30 * 2 * DType.FLOAT64.unitRoundoff();

  @ParameterizedTest
  @EnumSource
  void they_are_what_backpropagation_passes_through(Autograd autograd) {
    Homework homework = Homework.builtIn();
    try (Backend backend = new Backend(new OracleEngine(), autograd)) {
      HomeworkResult result = homework.solve(backend, autograd);
      Map<TensorName, HostTensor> gradients =
          LayerGradients.of(homework, result.layers(), backend, autograd);
      int last = homework.network().layers().size() - 1;
      for (int l = 0; l <= last; l++) {
        HostTensor atZ = named(gradients, TensorName.z(l));
        HostTensor atA = named(gradients, TensorName.a(l));
        HostTensor a = result.layers().get(l).a();
        assertClose(
            named(result.gradients(), TensorName.bias(l)),
            backend.sum(atZ, Shape.vector(a.shape().columns())).toHost());
        if (l < last) {
          HostTensor next = named(gradients, TensorName.z(l + 1));
          assertClose(
              backend.matmul(next, homework.network().layers().get(l + 1).weight()).toHost(), atA);
          HostTensor slope = backend.subtract(a, backend.multiply(a, a)).toHost();
          assertClose(backend.multiply(atA, slope).toHost(), atZ);
        } else {
          assertClose(atA, atZ);
        }
      }
    }
  }

  private static HostTensor named(Map<TensorName, HostTensor> tensors, TensorName name) {
    return Objects.requireNonNull(tensors.get(name), name::toString);
  }

  private static void assertClose(HostTensor expected, HostTensor got) {
    assertEquals(expected.shape(), got.shape());
    for (int i = 0; i < expected.shape().size(); i++) {
      assertEquals(expected.get(i), got.get(i), ROUNDING);
    }
  }
}
