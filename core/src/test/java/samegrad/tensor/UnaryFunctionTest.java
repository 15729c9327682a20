package samegrad.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.OracleEngine;

class UnaryFunctionTest {
  private final OracleEngine engine = new OracleEngine();

  @ParameterizedTest
  @EnumSource
  void the_derivative_is_the_same_number_by_number_and_as_operations(UnaryFunction function) {
    double[] outputs = {-3, -0.7, 0, 0.1, 0.5, 0.9, 1, 2};
    double[] expected = new double[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      expected[i] = function.derivative(outputs[i]);
    }
    HostTensor derivative =
        function.derivative(
            engine,
            engine.upload(HostTensor.vector(outputs)),
            value -> engine.upload(HostTensor.scalar(DType.FLOAT64, value)));
    assertEquals(HostTensor.vector(expected), derivative);
  }

  @ParameterizedTest
  @EnumSource
  void the_derivative_is_where_the_difference_quotient_goes(UnaryFunction function) {
    for (double z = -3.35; z < 3.4; z += 0.1) { // not at the kink
      double step = 0x1p-17;
      // Taylor's remainder, |f‴| being at most 30, and the rounding of two such values over the
      // step.
      double bound = 5 * step * step + 0x1p-47 / step;
      double quotient = (function.value(z + step) - function.value(z - step)) / (2 * step);
      assertEquals(quotient, function.derivative(function.value(z)), bound);
    }
  }
}
