package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.random;
import static samegrad.nd4j.Engines.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** SameDiff's gradients against those of core's tape on the same engine. */
class SameDiffProgramTest {
  private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 5);

  private static Parameters parameters(HostTensor... tensors) {
    Map<String, HostTensor> named = new LinkedHashMap<>();
    for (HostTensor tensor : tensors) {
      named.put(String.valueOf((char) ('a' + named.size())), tensor);
    }
    return Parameters.of(named);
  }

  private static List<HostTensor> evaluate(
      GradientProgram<Nd4jArray> program, Parameters parameters) {
    List<Nd4jArray> arguments = new ArrayList<>();
    parameters.tensors().forEach(tensor -> arguments.add(ENGINE.upload(tensor.toHost())));
    List<HostTensor> results = program.evaluate(arguments).stream().map(Engines::result).toList();
    for (int i = 0; i < arguments.size(); i++) {
      assertEquals(parameters.tensors().get(i), result(arguments.get(i)), "a parameter changed");
    }
    return results;
  }

  /**
   * Both within the error of as many roundings as each number has behind it, none of which can make
   * more of it than {@code scale}.
   */
  private static void assertSame(
      ScalarFunction function, Parameters parameters, int roundings, String what) {
    Tape tape = function.record(parameters.signature());
    try (GradientProgram<Nd4jArray> native_ = ENGINE.differentiate(tape);
        GradientProgram<Nd4jArray> taped = TapeProgram.differentiate(ENGINE, tape)) {
      List<HostTensor> expected = evaluate(taped, parameters);
      for (int time = 0; time < 3; time++) {
        List<HostTensor> actual = evaluate(native_, parameters);
        for (int i = 0; i < expected.size(); i++) {
          assertClose(expected.get(i), actual.get(i), roundings, what + ", result " + i);
        }
      }
    }
  }

  private static void assertClose(
      HostTensor expected, HostTensor actual, int roundings, String what) {
    assertEquals(expected.type(), actual.type(), what);
    double scale = 1;
    for (double element : expected.toArray()) {
      scale = Math.max(scale, Math.abs(element));
    }
    double bound = 2 * roundings * expected.dtype().unitRoundoff() * scale;
    for (int i = 0; i < expected.shape().size(); i++) {
      double error = Math.abs(expected.get(i) - actual.get(i));
      assertTrue(error <= bound, what + " element " + i + ": " + actual + ", not " + expected);
    }
  }

  /** A weight for each element, so that a gradient that got lost or misplaced is seen. */
  private static Variable weigh(Variable a) {
    return a.multiply(a.constant(random(a.type().dtype(), a.shape(), 99))).sum();
  }

  @ParameterizedTest
  @EnumSource
  void products_of_all_sizes_and_transposes(DType dtype) {
    for (int m : SIZES) {
      for (int k : SIZES) {
        for (int n : SIZES) {
          for (int flags = 0; flags < 4; flags++) {
            boolean transposeA = (flags & 1) != 0;
            boolean transposeB = (flags & 2) != 0;
            HostTensor a =
                random(dtype, transposeA ? Shape.matrix(k, m) : Shape.matrix(m, k), m + 3 * k);
            HostTensor b =
                random(dtype, transposeB ? Shape.matrix(n, k) : Shape.matrix(k, n), n + 5 * k);
            assertSame(
                v -> weigh(v.operations().matmul(v.get("a"), transposeA, v.get("b"), transposeB)),
                parameters(a, b),
                4 * (m + k + n + 4),
                a.type() + " " + transposeA + " · " + b.type() + " " + transposeB);
          }
        }
      }
    }
  }

  private static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>(List.of(Shape.scalar()));
    for (int n : SIZES) {
      shapes.add(Shape.vector(n));
      for (int m : SIZES) {
        shapes.add(Shape.matrix(m, n));
      }
    }
    return shapes;
  }

  private static boolean fit(int m, int n) {
    return m == n || m == 1 || n == 1;
  }

  @ParameterizedTest
  @EnumSource
  void elementwise_operations_broadcast_both_ways_and_back(DType dtype) {
    for (Shape left : shapes()) {
      for (Shape right : shapes()) {
        if (fit(left.rows(), right.rows()) && fit(left.columns(), right.columns())) {
          Parameters ab = parameters(random(dtype, left, 1), random(dtype, right, 2));
          String what = left + " with " + right;
          assertSame(v -> weigh(v.get("a").add(v.get("b"))), ab, 120, what + " added");
          assertSame(v -> weigh(v.get("a").subtract(v.get("b"))), ab, 120, what + " subtracted");
          assertSame(v -> weigh(v.get("a").multiply(v.get("b"))), ab, 120, what + " multiplied");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unary_operations_sums_and_broadcasts(DType dtype) {
    for (Shape large : shapes()) {
      Parameters a = parameters(random(dtype, large, 1));
      assertSame(v -> weigh(v.get("a").sigmoid()), a, 120, large + " sigmoid");
      assertSame(v -> weigh(v.get("a").scale(-1 / 3.0)), a, 120, large + " scaled");
      if (large.rank() == 2) {
        assertSame(v -> weigh(v.get("a").transpose()), a, 120, large + " transposed");
      }
      for (Shape small : shapes()) {
        if (small.broadcastsTo(large)) {
          Parameters b = parameters(random(dtype, small, 2));
          assertSame(v -> weigh(v.get("a").sum(small)), a, 120, large + " summed to " + small);
          assertSame(
              v -> weigh(v.get("a").broadcast(large)), b, 120, small + " repeated to " + large);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void one_variable_used_several_ways(DType dtype) {
    Parameters a = parameters(random(dtype, Shape.matrix(3, 3), 1));
    assertSame(
        v -> {
          Variable x = v.get("a");
          Variable y = x.multiply(x).add(x.matmul(x.transpose())).subtract(x.sigmoid());
          return weigh(y.multiply(y.sum(Shape.vector(3)))).add(x.sum()).add(x.sum());
        },
        a,
        300,
        "one variable");
  }

  @ParameterizedTest
  @EnumSource
  void sigmoid_has_a_gradient_at_the_ends_of_its_range(DType dtype) {
    HostTensor z =
        HostTensor.of(
            dtype, Shape.vector(12), 0, 20, -20, 40, -40, 90, -90, 710, -710, 745, -745, 1e300);
    Tape tape =
        ((ScalarFunction) v -> v.get("a").sigmoid().sum()).record(parameters(z).signature());
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      HostTensor gradient = evaluate(program, parameters(z)).get(1);
      for (int i = 0; i < 12; i++) {
        double e = Math.exp(-Math.abs(z.get(i)));
        double exact = e / ((1 + e) * (1 + e));
        // a(1 − a) with a near 1 loses up to one unit roundoff, absolutely.
        double bound = 8 * dtype.unitRoundoff() * exact + dtype.unitRoundoff();
        assertTrue(
            Math.abs(gradient.get(i) - exact) <= bound,
            "σ'(" + z.get(i) + ") is " + exact + ", not " + gradient.get(i));
      }
    }
  }

  @Test
  void a_parameter_that_the_value_does_not_depend_on_has_a_gradient_of_zeros() {
    Parameters p =
        parameters(
            random(DType.FLOAT64, Shape.vector(2), 1),
            random(DType.FLOAT64, Shape.matrix(2, 3), 2));
    Tape tape = ((ScalarFunction) v -> v.get("a").sum()).record(p.signature());
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      assertEquals(
          HostTensor.of(DType.FLOAT64, Shape.matrix(2, 3), new double[6]),
          evaluate(program, p).get(2));
    }
  }

  @Test
  void a_parameter_that_is_the_value_has_gradient_one() {
    Parameters p = parameters(HostTensor.scalar(DType.FLOAT32, 7));
    Tape tape = ((ScalarFunction) v -> v.get("a")).record(p.signature());
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      for (int time = 0; time < 2; time++) {
        assertEquals(
            List.of(HostTensor.scalar(DType.FLOAT32, 7), HostTensor.scalar(DType.FLOAT32, 1)),
            evaluate(program, p));
      }
    }
  }

  @Test
  void a_constant_value_has_gradients_of_zeros() {
    Parameters p = parameters(HostTensor.scalar(DType.FLOAT64, 7));
    Tape tape =
        ((ScalarFunction) v -> v.constant(HostTensor.scalar(DType.FLOAT64, 3)))
            .record(p.signature());
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      assertEquals(
          List.of(HostTensor.scalar(DType.FLOAT64, 3), HostTensor.scalar(DType.FLOAT64, 0)),
          evaluate(program, p));
    }
  }

  @Test
  void results_are_not_changed_by_later_calls_and_outlive_the_program() {
    Parameters p = parameters(HostTensor.scalar(DType.FLOAT64, 3));
    Parameters q = parameters(HostTensor.scalar(DType.FLOAT64, 5));
    Tape tape = ((ScalarFunction) v -> v.get("a").multiply(v.get("a"))).record(p.signature());
    List<Nd4jArray> first;
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      first = program.evaluate(List.of(ENGINE.upload(p.get("a").toHost())));
      assertEquals(10, evaluate(program, q).get(1).get(0));
    }
    assertEquals(9, result(first.get(0)).get(0));
    assertEquals(6, result(first.get(1)).get(0));
  }

  @Test
  void several_threads_evaluate_one_program_at_once() throws Exception {
    Tape tape =
        ((ScalarFunction) v -> v.get("a").matmul(v.get("a")).sigmoid().sum())
            .record(parameters(random(DType.FLOAT64, Shape.matrix(9, 9), 1)).signature());
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      List<Future<Void>> futures = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Parameters p = parameters(random(DType.FLOAT64, Shape.matrix(9, 9), thread));
        List<HostTensor> expected = evaluate(program, p);
        Callable<Void> task =
            () -> {
              for (int time = 0; time < 300; time++) {
                assertEquals(expected, evaluate(program, p));
              }
              return null;
            };
        futures.add(executor.submit(task));
      }
      for (Future<Void> future : futures) {
        future.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void an_evaluation_that_throws_leaves_the_program_usable() {
    Parameters p = parameters(random(DType.FLOAT64, Shape.matrix(200, 200), 1));
    Tape tape = ((ScalarFunction) v -> v.get("a").sigmoid().sum()).record(p.signature());
    try (GradientProgram<Nd4jArray> program = ENGINE.differentiate(tape)) {
      List<HostTensor> expected = evaluate(program, p);
      Nd4jArray closed = ENGINE.upload(p.get("a").toHost());
      closed.data().close();
      assertThrows(RuntimeException.class, () -> program.evaluate(List.of(closed)));
      assertEquals(expected, evaluate(program, p));
    }
  }
}
