package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.random;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** What the kit does not reach: several frames of one program, and those of a failure. */
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
  void several_threads_evaluate_one_program_at_once_with_the_bits_of_one() throws Exception {
    HostTensor first = random(DType.FLOAT64, Shape.matrix(9, 9), 0);
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try (var program = program(p -> p.get("a").matmul(p.get("a")).sigmoid().sum(), first)) {
      Callable<Void> task =
          () -> {
            HostTensor a = random(DType.FLOAT64, first.shape(), Thread.currentThread().getId());
            List<HostTensor> expected = evaluate(program, a);
            for (int time = 0; time < 300; time++) {
              assertEquals(expected, evaluate(program, a));
            }
            return null;
          };
      for (var done : executor.invokeAll(List.of(task, task, task, task))) {
        done.get();
      }
    } finally {
      executor.shutdownNow();
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
