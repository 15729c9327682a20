package samegrad.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static samegrad.network.TensorName.bias;
import static samegrad.network.TensorName.weight;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import samegrad.Backend;
import samegrad.OracleEngine;
import samegrad.autograd.Autograd;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

class ByHandTest {
  private static final HostTensor ONE_BY_ONE = HostTensor.matrix(new double[] {2});
  private static final HostTensor COLUMN = HostTensor.matrix(new double[] {1}, new double[] {2});

  private static Layer layer(HostTensor weight, Activation activation, double... bias) {
    return new Layer(weight, HostTensor.vector(bias), activation);
  }

  private static Network network(Layer... layers) {
    return new Network("small", List.of(layers));
  }

  @Test
  void one_linear_unit_by_hand() {
    Homework homework =
        new Homework(
            network(layer(ONE_BY_ONE, Activation.IDENTITY, 1)),
            HostTensor.matrix(new double[] {3}, new double[] {-1}),
            HostTensor.matrix(new double[] {5}, new double[] {1}));
    HomeworkResult result = ByHand.solve(homework);
    assertEquals(HostTensor.matrix(new double[] {7}, new double[] {-1}), result.output());
    assertEquals((4 / 2.0 + 4 / 2.0) / 2, result.loss().item());
    assertEquals(HostTensor.matrix(new double[] {4}), result.gradients().get(weight(0)));
    assertEquals(HostTensor.vector(0), result.gradients().get(bias(0)));
    assertEquals("[z1, a1, loss, W1.grad, b1.grad]", result.tensors().keySet().toString());
  }

  @Test
  void two_layers_by_hand() {
    Homework homework =
        new Homework(
            network(
                layer(ONE_BY_ONE, Activation.SIGMOID, -2),
                layer(HostTensor.matrix(new double[] {4}), Activation.IDENTITY, 1)),
            HostTensor.matrix(new double[] {1}),
            HostTensor.matrix(new double[] {1}));
    HomeworkResult result = ByHand.solve(homework);
    assertEquals(0, result.layers().get(0).z().item());
    assertEquals(0.5, result.layers().get(0).a().item());
    assertEquals(3, result.output().item());
    assertEquals(2, result.loss().item());
    assertEquals(2 * 0.5, item(result, weight(1)));
    assertEquals(2, item(result, bias(1)));
    assertEquals(2 * 4 * 0.25, item(result, weight(0)));
    assertEquals(2 * 4 * 0.25, item(result, bias(0)));
  }

  private static double item(HomeworkResult result, TensorName name) {
    return Objects.requireNonNull(result.gradients().get(name)).item();
  }

  @Test
  void a_sigmoid_at_the_output_passes_its_derivative_on() {
    Homework homework =
        new Homework(
            network(layer(ONE_BY_ONE, Activation.SIGMOID, -2)),
            HostTensor.matrix(new double[] {1}),
            HostTensor.matrix(new double[] {-1.5}));
    HomeworkResult result = ByHand.solve(homework);
    assertEquals(2, result.loss().item());
    assertEquals(2 * 0.25, item(result, weight(0)));
    assertEquals(2 * 0.25, item(result, bias(0)));
  }

  @Test
  void the_built_in_homework_by_hand_and_by_tape_is_what_the_oracle_says() {
    HostTensor classes = HostTensor.of(DType.FLOAT64, Shape.matrix(4, 2), 1, 0, 0, 1, 0, 1, 1, 0);
    for (DType dtype : DType.values()) {
      Homework homework = Homework.builtIn().to(dtype);
      assertByHandAndByTape(homework);
      assertByHandAndByTape(
          homework.with(homework.x(), classes.to(dtype)).with(Loss.CROSS_ENTROPY));
    }
  }

  private static void assertByHandAndByTape(Homework homework) {
    assertAgrees(ByHand.solve(homework), homework);
    try (Backend backend = new Backend(new OracleEngine(), Autograd.TAPE)) {
      assertAgrees(homework.solve(backend, Autograd.TAPE), homework);
    }
  }

  private static void assertAgrees(HomeworkResult result, Homework homework) {
    Oracle.Solution exact = Oracle.solve(homework);
    assertEquals(homework.dtype(), result.dtype());
    assertEquals(exact.tensors().keySet(), result.tensors().keySet());
    for (var entry : exact.tensors().entrySet()) {
      HostTensor tensor = Objects.requireNonNull(result.tensors().get(entry.getKey()));
      Reference reference = entry.getValue();
      assertNotEquals(
          Verdict.DIFFER, Comparison.of(tensor, reference).verdict(), entry.getKey().toString());
    }
  }

  @Test
  void a_homework_that_does_not_fit_says_where() {
    Layer line = layer(ONE_BY_ONE, Activation.IDENTITY, 1);
    Layer two = layer(COLUMN, Activation.SIGMOID, 1, 2);
    Network network = network(line);
    HostTensor one = HostTensor.matrix(new double[] {1});
    HostTensor single = one.to(DType.FLOAT32);
    HostTensor wide = HostTensor.matrix(new double[] {1, 2});
    HostTensor none = HostTensor.matrix();
    HostTensor vector = HostTensor.vector(1);
    assertError("x has the shape (1, 2), but the first", () -> new Homework(network, wide, one));
    assertError("y has the shape (1, 2), but the", () -> new Homework(network, one, wide));
    assertError("x has the shape (0, 0): a batch", () -> new Homework(network, none, one));
    assertError("x has the shape (1): a batch", () -> new Homework(network, vector, one));
    assertError(
        "x is float32, y is float64 and the network float64",
        () -> new Homework(network, single, one));
    assertError("x is float64, y is float32", () -> new Homework(network, one, single));
    assertError("layers is empty", () -> network());
    assertError(
        "layers[1].weight has the shape (1, 1), but layers[0].weight, of shape (2, 1), puts out 2",
        () -> network(two, line));
    assertError(
        "bias has the shape (2) where weight, of shape (1, 1), needs (1)",
        () -> layer(ONE_BY_ONE, Activation.IDENTITY, 1, 2));
    assertError(
        "weight is a matrix of shape (out, in), each 1 or more, not (0, 0)",
        () -> layer(none, Activation.IDENTITY));
    assertError(
        "weight is float64 and bias float32",
        () -> new Layer(ONE_BY_ONE, vector.to(DType.FLOAT32), Activation.IDENTITY));
    assertError(
        "layers[1] is float32 and layers[0] float64",
        () -> network(line, network.to(DType.FLOAT32).layers().get(0)));
  }

  private static void assertError(String start, Runnable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call::run).getMessage());
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  @Test
  void a_network_prints_its_widths_and_names_its_parameters() {
    Network network = Homework.builtIn().network();
    assertEquals("homework: 3-4-3-2", network.toString());
    assertEquals(
        List.of("W1", "b1", "W2", "b2", "W3", "b3"),
        List.copyOf(network.parameters().asMap().keySet()));
    assertEquals("sigmoid", Activation.SIGMOID.toString());
    assertEquals("identity", Activation.IDENTITY.toString());
    assertEquals(Activation.SIGMOID, Activation.of("sigmoid"));
    assertEquals(Activation.IDENTITY, Activation.of("identity"));
    assertEquals(DType.FLOAT32, Homework.builtIn().to(DType.FLOAT32).dtype());
    assertEquals(4, Homework.builtIn().samples());
  }
}
