package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.Backend;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.autograd.Variables;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * The plan, with all its fusing and sharing, has the bits of the tape run operation by operation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlainProgramTest {
  private Backend backend;

  @BeforeAll
  void open() {
    backend = new Backend(new PlainEngine(2), Autograd.NATIVE);
  }

  @AfterAll
  void close() {
    backend.close();
  }

  static Stream<Arguments> functionsAndDTypes() {
    return functions().entrySet().stream()
        .flatMap(
            function ->
                Stream.of(DType.values())
                    .map(dtype -> Arguments.of(function.getKey(), dtype, function.getValue())));
  }

  /** Functions of x (5, 3), w (4, 3), v (4, 3), b (4), r (1, 4), c (5, 1) and s (). */
  private static Map<String, ScalarFunction> functions() {
    Map<String, ScalarFunction> functions = new LinkedHashMap<>();
    functions.put("a layer", p -> layer(p.get("x"), p.get("w"), p.get("b")).sum());
    functions.put(
        "a layer whose sum is read twice",
        p -> {
          Variable z = p.get("x").matmul(p.get("w").transpose()).add(p.get("b"));
          return z.sigmoid().multiply(z).sum();
        });
    functions.put(
        "two layers that share a weight",
        p -> {
          Variable first = layer(p.get("x"), p.get("w"), p.get("b"));
          return layer(first.matmul(p.get("v")), p.get("w"), p.get("r")).sum();
        });
    functions.put("a bias of one row", p -> layer(p.get("x"), p.get("w"), p.get("r")).sum());
    functions.put("a bias of one column", p -> layer(p.get("x"), p.get("w"), p.get("c")).sum());
    functions.put("a scalar bias", p -> layer(p.get("x"), p.get("w"), p.get("s")).sum());
    functions.put(
        "a product of row and column", p -> p.get("b").multiply(p.get("c")).sigmoid().sum());
    functions.put(
        "a difference of row and column",
        p -> p.get("b").subtract(p.get("c")).multiply(p.get("r")).sum());
    functions.put(
        "a difference of column and row",
        p -> p.get("c").subtract(p.get("b")).multiply(p.get("c")).sum());
    functions.put("a square", p -> p.get("x").multiply(p.get("x")).scale(0.1).sum());
    functions.put(
        "sums to rows and columns",
        p ->
            p.get("x")
                .sum(Shape.vector(3))
                .multiply(p.get("x").sum(Shape.matrix(5, 1)))
                .sigmoid()
                .sum());
    functions.put(
        "a broadcast that is read twice",
        p -> {
          Variable rows = p.get("b").broadcast(Shape.matrix(5, 4));
          return rows.multiply(p.get("c")).add(rows.sigmoid()).sum();
        });
    functions.put(
        "a transpose that is no operand of a product",
        p -> p.get("w").transpose().multiply(p.get("v").transpose().sigmoid()).sum());
    functions.put("a parameter itself", p -> p.get("s"));
    functions.put("a constant", p -> p.constant(HostTensor.scalar(dtype(p.get("s")), 3)));
    functions.put(
        "constants folded",
        p -> {
          Variable one = p.constant(HostTensor.scalar(dtype(p.get("s")), 1));
          return one.add(one).scale(3).sigmoid().multiply(p.get("x")).sum();
        });
    functions.putAll(almostFused());
    functions.put(
        "a frozen layer with a bias that is not",
        p -> {
          DType dtype = dtype(p.get("s"));
          HostTensor x = normal(new Random(7), dtype, Shape.matrix(5, 3));
          HostTensor w = normal(new Random(8), dtype, Shape.matrix(4, 3));
          return layer(p.constant(x), p.constant(w), p.get("b")).sum();
        });
    functions.put(
        "a bias that is broadcast to a single row",
        p -> {
          Variable row = p.get("r").matmul(p.get("w")).matmul(p.get("v").transpose());
          return row.add(p.get("b").broadcast(Shape.matrix(1, 4))).sigmoid().sum();
        });
    functions.put(
        "a long chain of constants",
        p -> {
          Variable doubled = p.constant(HostTensor.scalar(dtype(p.get("s")), 1));
          for (int i = 0; i < 40; i++) {
            doubled = doubled.add(doubled).scale(0.5);
          }
          return doubled.multiply(p.get("x")).sum();
        });
    functions.put(
        "a single sample",
        p -> {
          Variable row = p.get("r").multiply(p.get("b"));
          return layer(row.matmul(p.get("w")), p.get("v"), row).sum();
        });
    return functions;
  }

  /** What looks like a sigmoid's gradient g·(a·(1 − a)), or a broadcast that can be left out. */
  private static Map<String, ScalarFunction> almostFused() {
    Map<String, ScalarFunction> functions = new LinkedHashMap<>();
    functions.put("a·(1 − a)", p -> gradient(p.get("v"), p.get("w"), number(p, 1)).sum());
    functions.put("a·(2 − a)", p -> gradient(p.get("v"), p.get("w"), number(p, 2)).sum());
    functions.put(
        "a·(row − a)",
        p -> {
          HostTensor row = HostTensor.of(dtype(p.get("s")), Shape.vector(3), 1, 2, 3);
          return gradient(p.get("v"), p.get("w"), p.constant(row)).sum();
        });
    functions.put("a·(s − a)", p -> gradient(p.get("v"), p.get("w"), p.get("s")).sum());
    functions.put(
        "a·(1 + a)",
        p -> p.get("v").multiply(p.get("w").multiply(number(p, 1).add(p.get("w").scale(2)))).sum());
    functions.put(
        "a·(1 − another)",
        p -> p.get("v").multiply(p.get("w").multiply(number(p, 1).subtract(p.get("v")))).sum());
    functions.put(
        "a + (1 − a)",
        p -> p.get("v").multiply(p.get("w").add(number(p, 1).subtract(p.get("w")))).sum());
    functions.put(
        "a·(1 − a), read twice",
        p -> {
          Variable slope = p.get("w").multiply(number(p, 1).subtract(p.get("w")));
          return p.get("v").multiply(slope).add(slope).sum();
        });
    functions.put(
        "a·(1 − a), with 1 − a read twice",
        p -> {
          Variable complement = number(p, 1).subtract(p.get("w"));
          return p.get("v").multiply(p.get("w").multiply(complement)).add(complement).sum();
        });
    functions.put(
        "a·(1 − a) of a row",
        p -> gradient(p.get("x").matmul(p.get("w").transpose()), p.get("b"), number(p, 1)).sum());
    functions.put(
        "a·(1 − a) of a matrix, with a row for g",
        p -> gradient(p.get("b"), p.get("x").matmul(p.get("w").transpose()), number(p, 1)).sum());
    functions.put(
        "two broadcasts",
        p -> {
          Shape shape = Shape.matrix(5, 4);
          return p.get("b").broadcast(shape).multiply(p.get("c").broadcast(shape)).sigmoid().sum();
        });
    functions.put(
        "a broadcast times itself",
        p -> {
          Variable rows = p.get("b").broadcast(Shape.matrix(5, 4));
          return rows.multiply(rows).sum();
        });
    functions.put(
        "a broadcast that is read and is a gradient",
        p -> {
          HostTensor row = HostTensor.of(dtype(p.get("s")), Shape.vector(3), 1, 2, 3);
          Variable weighted = p.get("v").multiply(p.constant(row));
          return p.get("w").add(weighted).sum().multiply(p.get("s"));
        });
    return functions;
  }

  private static Variable gradient(Variable g, Variable a, Variable one) {
    return g.multiply(a.multiply(one.subtract(a)));
  }

  private static Variable number(Variables p, double value) {
    return p.constant(HostTensor.scalar(dtype(p.get("s")), value));
  }

  private static DType dtype(Variable variable) {
    return variable.type().dtype();
  }

  private static Variable layer(Variable x, Variable w, Variable bias) {
    return x.matmul(w.transpose()).add(bias).sigmoid();
  }

  private static Parameters parameters(DType dtype, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("x", normal(random, dtype, Shape.matrix(5, 3)));
    parameters.put("w", normal(random, dtype, Shape.matrix(4, 3)));
    parameters.put("v", normal(random, dtype, Shape.matrix(4, 3)));
    parameters.put("b", normal(random, dtype, Shape.vector(4)));
    parameters.put("r", normal(random, dtype, Shape.matrix(1, 4)));
    parameters.put("c", normal(random, dtype, Shape.matrix(5, 1)));
    parameters.put("s", normal(random, dtype, Shape.scalar()));
    return Parameters.of(parameters);
  }

  private static HostTensor normal(Random random, DType dtype, Shape shape) {
    return HostTensor.of(dtype, shape, random.doubles(shape.size(), -2, 2).toArray());
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("functionsAndDTypes")
  void a_plan_has_the_bits_of_the_tape(String name, DType dtype, ScalarFunction function) {
    try (ValueAndGradients plan = backend.valueAndGradients(function, Autograd.NATIVE);
        ValueAndGradients tape = backend.valueAndGradients(function, Autograd.TAPE)) {
      for (long seed = 1; seed <= 3; seed++) {
        Parameters at = parameters(dtype, seed);
        assertEquals(numbers(tape.evaluate(at)), numbers(plan.evaluate(at)), name);
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("functionsAndDTypes")
  void a_later_evaluation_does_not_change_an_earlier_one(
      String name, DType dtype, ScalarFunction function) {
    try (ValueAndGradients plan = backend.valueAndGradients(function, Autograd.NATIVE)) {
      Evaluation first = plan.evaluate(parameters(dtype, 1));
      List<HostTensor> before = numbers(first);
      plan.evaluate(parameters(dtype, 2));
      assertEquals(before, numbers(first), name);
    }
  }

  private static List<HostTensor> numbers(Evaluation evaluation) {
    List<HostTensor> numbers = new ArrayList<>();
    numbers.add(evaluation.result().toHost());
    evaluation.gradients().tensors().forEach(tensor -> numbers.add(tensor.toHost()));
    return numbers;
  }
}
