package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** What the kit does not reach: several threads in one step, and frames after a failure. */
class SameDiffProgramTest {
  private static GradientProgram<Nd4jArray> program(ScalarFunction function, HostTensor at) {
    return ENGINE.differentiate(function.record(Parameters.of("a", at).signature()));
  }

  private static List<HostTensor> evaluate(GradientProgram<Nd4jArray> program, HostTensor at) {
    Nd4jArray a = ENGINE.upload(at);
    try {
      return program.evaluate(List.of(a)).stream().map(Engines::result).toList();
    } finally {
      ENGINE.free(a);
    }
  }

  @Test
  void a_gradient_on_several_threads_is_right() {
    double[] integers = new double[300 * 300];
    double squares = 0;
    double[] twice = new double[integers.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = i % 7 - 3;
      squares += integers[i] * integers[i];
      twice[i] = 2 * integers[i];
    }
    for (DType dtype : DType.values()) {
      HostTensor a = HostTensor.of(dtype, Shape.matrix(300, 300), integers);
      try (var program = program(p -> p.get("a").multiply(p.get("a")).sum(), a)) {
        assertEquals(
            List.of(HostTensor.scalar(dtype, squares), HostTensor.of(dtype, a.shape(), twice)),
            evaluate(program, a));
      }
    }
  }

  @Test
  void an_evaluation_that_throws_leaves_the_program_usable() {
    HostTensor a = random(DType.FLOAT64, Shape.matrix(200, 200), 1);
    try (var program = program(p -> p.get("a").sigmoid().sum(), a)) {
      List<HostTensor> expected = evaluate(program, a);
      Nd4jArray closed = ENGINE.upload(a);
      closed.data().close();
      assertThrows(RuntimeException.class, () -> program.evaluate(List.of(closed)));
      assertEquals(expected, evaluate(program, a));
    }
  }
}
