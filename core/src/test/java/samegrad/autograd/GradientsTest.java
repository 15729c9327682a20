package samegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import samegrad.OracleEngine;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/** Gradients with numbers that can be checked in the head. */
class GradientsTest {
  private static final HostTensor A =
      HostTensor.matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6});
  private static final HostTensor ROW = HostTensor.vector(10, 20, 30);
  private static final HostTensor WEIGHTS =
      HostTensor.matrix(new double[] {1, -1, 2}, new double[] {0, 3, -2});

  private final OracleEngine engine = new OracleEngine();

  /** The value, then each gradient. */
  private List<HostTensor> of(ScalarFunction function, Map<String, HostTensor> parameters) {
    Tape tape = function.record(Parameters.of(parameters).signature());
    List<HostTensor> arrays = parameters.values().stream().map(engine::upload).toList();
    try (TapeProgram<HostTensor> program = TapeProgram.differentiate(engine, tape)) {
      return program.evaluate(arrays);
    }
  }

  private static Map<String, HostTensor> two(HostTensor a, HostTensor b) {
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    parameters.put("a", a);
    parameters.put("b", b);
    return parameters;
  }

  private static Variable weighted(Variables p, Variable result) {
    return result.multiply(p.constant(WEIGHTS)).sum();
  }

  @Test
  void a_sum_passes_the_gradient_on_and_adds_it_up_over_what_was_broadcast() {
    List<HostTensor> results = of(p -> weighted(p, p.get("a").add(p.get("b"))), two(A, ROW));
    assertEquals(WEIGHTS, results.get(1));
    assertEquals(HostTensor.vector(1, 2, 0), results.get(2));
  }

  @Test
  void what_is_subtracted_gets_the_opposite_sign() {
    List<HostTensor> results = of(p -> weighted(p, p.get("a").subtract(p.get("b"))), two(A, ROW));
    assertEquals(WEIGHTS, results.get(1));
    assertEquals(HostTensor.vector(-1, -2, 0).get(0), results.get(2).get(0));
    assertEquals(-2, results.get(2).get(1));
    List<HostTensor> reverse = of(p -> weighted(p, p.get("b").subtract(p.get("a"))), two(A, ROW));
    assertEquals(1, reverse.get(1).get(1));
    assertEquals(HostTensor.vector(1, 2, 0), reverse.get(2));
  }

  @Test
  void each_factor_gets_the_other_one() {
    List<HostTensor> results = of(p -> weighted(p, p.get("a").multiply(p.get("b"))), two(A, ROW));
    assertEquals(
        HostTensor.matrix(new double[] {10, -20, 60}, new double[] {0, 60, -60}).get(5),
        results.get(1).get(5));
    assertEquals(HostTensor.vector(1, 13, -6), results.get(2));
  }

  @Test
  void a_products_gradients_are_products_for_all_transposes() {
    HostTensor b = HostTensor.matrix(new double[] {1, 0}, new double[] {2, 1}, new double[] {0, 3});
    HostTensor at =
        HostTensor.matrix(new double[] {1, 4}, new double[] {2, 5}, new double[] {3, 6});
    HostTensor bt = HostTensor.matrix(new double[] {1, 2, 0}, new double[] {0, 1, 3});
    HostTensor towardsA = HostTensor.matrix(new double[] {1, 3, 3}, new double[] {1, 3, 3});
    HostTensor towardsB =
        HostTensor.matrix(new double[] {5, 5}, new double[] {7, 7}, new double[] {9, 9});
    for (boolean ta : new boolean[] {false, true}) {
      for (boolean tb : new boolean[] {false, true}) {
        List<HostTensor> results =
            of(
                p -> p.operations().matmul(p.get("a"), ta, p.get("b"), tb).sum(),
                two(ta ? at : A, tb ? bt : b));
        assertEquals(5 + 11 + 14 + 23, results.get(0).get(0));
        assertEquals(ta ? transposed(towardsA) : towardsA, results.get(1));
        assertEquals(tb ? transposed(towardsB) : towardsB, results.get(2));
      }
    }
  }

  private HostTensor transposed(HostTensor matrix) {
    return engine.transpose(engine.upload(matrix));
  }

  @Test
  void the_rest_of_the_rules() {
    HostTensor column = HostTensor.matrix(new double[] {1}, new double[] {2});
    assertEquals(
        HostTensor.matrix(new double[] {2}, new double[] {1}),
        of(
                p -> weighted(p, p.get("a").broadcast(Shape.matrix(2, 3))).add(p.get("b").scale(0)),
                two(column, HostTensor.scalar(DType.FLOAT64, 1)))
            .get(1));
    assertEquals(
        HostTensor.matrix(new double[] {1, 3, 5}, new double[] {1, 3, 5}),
        of(
                p ->
                    p.get("a")
                        .sum(Shape.vector(3))
                        .multiply(p.constant(HostTensor.vector(1, 3, 5)))
                        .sum()
                        .add(p.get("b")),
                two(A, HostTensor.scalar(DType.FLOAT64, 1)))
            .get(1));
    assertEquals(
        HostTensor.vector(0.25 * 3, 0.25 * 3),
        of(
                p -> p.get("a").sigmoid().scale(3).sum().add(p.get("b")),
                two(HostTensor.vector(0, 0), HostTensor.scalar(DType.FLOAT64, 1)))
            .get(1));
    assertEquals(
        HostTensor.matrix(new double[] {3 - 2, 1 - 2}), // less their sum times the softmax, 1/2
        of(
                p ->
                    p.get("a")
                        .map(UnaryFunction.TANH)
                        .logSoftmax()
                        .multiply(p.constant(HostTensor.vector(3, 1)))
                        .sum()
                        .add(p.get("b")),
                two(HostTensor.matrix(new double[] {0, 0}), HostTensor.scalar(DType.FLOAT64, 1)))
            .get(1));
    assertEquals(
        WEIGHTS,
        of(
                p -> weighted(p, p.get("a").transpose().scale(1).transpose()).add(p.get("b")),
                two(A, HostTensor.scalar(DType.FLOAT64, 1)))
            .get(1));
  }

  @Test
  void the_gradient_tape_has_the_value_first_then_a_gradient_of_each_parameters_type() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("unused", ROW.to(DType.FLOAT32));
    parameters.put("a", A.to(DType.FLOAT32));
    Tape tape =
        ((ScalarFunction) p -> p.get("a").sum()).record(Parameters.of(parameters).signature());
    Tape gradients = Gradients.of(tape);
    List<TensorType> types = new ArrayList<>();
    gradients.outputs().forEach(output -> types.add(gradients.entries().get(output).type()));
    assertEquals(
        List.of(
            new TensorType(DType.FLOAT32, Shape.scalar()),
            new TensorType(DType.FLOAT32, Shape.vector(3)),
            new TensorType(DType.FLOAT32, Shape.matrix(2, 3))),
        types);
    assertEquals(
        List.of("unused", "a"),
        gradients.parameters().stream()
            .map(place -> ((Tape.Parameter) gradients.entries().get(place)).name())
            .toList());
  }
}
