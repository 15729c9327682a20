package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.network.TensorName.LOSS;
import static samegrad.network.TensorName.a;
import static samegrad.network.TensorName.bias;
import static samegrad.network.TensorName.weight;
import static samegrad.network.TensorName.z;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import samegrad.network.Activation;
import samegrad.network.ByHand;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

class OracleTest {
  @Test
  void a_linear_unit_has_the_loss_and_gradients_of_paper_and_pencil() {
    Oracle.Solution solution =
        solve(column(3, 1), column(1, 1.5), unit(2, 0.5, Activation.IDENTITY));
    assertValues(solution, z(0), 6.5, 2.5);
    assertValues(solution, a(0), 6.5, 2.5);
    assertValues(solution, LOSS, (0.5 * 5.5 * 5.5 + 0.5 * 1 * 1) / 2);
    assertValues(solution, weight(0).gradient(), (5.5 * 3 + 1 * 1) / 2);
    assertValues(solution, bias(0).gradient(), (5.5 + 1) / 2);
    assertEquals(6 * 0x1p-53 * 2 + 0.5 * 0x1p-52, solution.tensor(z(0)).bound(0), 1e-18);
  }

  @Test
  void a_sigmoid_unit_at_zero_passes_a_quarter_of_the_gradient_back() {
    Oracle.Solution solution =
        solve(
            column(3), column(1), unit(0, 0, Activation.SIGMOID), unit(4, 0, Activation.IDENTITY));
    assertValues(solution, a(0), 0.5);
    assertValues(solution, z(1), 2);
    assertValues(solution, LOSS, 0.5);
    assertValues(solution, weight(1).gradient(), 0.5);
    assertValues(solution, bias(1).gradient(), 1);
    assertValues(solution, weight(0).gradient(), 3);
    assertValues(solution, bias(0).gradient(), 1);
    assertEquals(
        "[z1, a1, z2, a2, loss, W1.grad, b1.grad, W2.grad, b2.grad]",
        solution.tensors().keySet().toString());
    assertThrows(IllegalArgumentException.class, () -> solution.tensor(weight(2).gradient()));
  }

  @Test
  void an_infinite_input_saturates_a_sigmoid_exactly_and_a_nan_is_nan_to_the_end() {
    Layer[] units = {unit(1, 0, Activation.SIGMOID), unit(4, 0, Activation.IDENTITY)};
    Oracle.Solution infinite = solve(column(Double.POSITIVE_INFINITY), column(1), units);
    assertValues(infinite, a(0), 1);
    assertEquals(0, infinite.tensor(a(0)).bound(0));
    assertValues(infinite, bias(0).gradient(), 0);
    assertValues(infinite, weight(0).gradient(), Double.NaN);
    Oracle.Solution nan = solve(column(Double.NaN), column(1), units);
    for (TensorName name : nan.tensors().keySet()) {
      assertValues(nan, name, Double.NaN);
      assertEquals(0, nan.tensor(name).bound(0), name.toString());
    }
  }

  @Test
  void each_element_of_each_tensor_differs_if_it_is_off_by_two_bounds() {
    for (DType dtype : DType.values()) {
      Homework homework = Homework.builtIn().to(dtype);
      Oracle.Solution solution = Oracle.solve(homework);
      for (Map.Entry<TensorName, Reference> entry : solution.tensors().entrySet()) {
        Reference exact = entry.getValue();
        assertEquals(
            Verdict.AGREE, compare(nearest(exact), exact).verdict(), entry.getKey().toString());
        for (int i = 0; i < exact.size(); i++) {
          double[] wrong = nearest(exact);
          wrong[i] += 2 * exact.bound(i);
          assertEquals(Verdict.DIFFER, compare(wrong, exact).verdict(), entry.getKey() + " " + i);
        }
      }
    }
  }

  @Test
  void what_is_derived_by_hand_agrees_and_is_closest_to_the_exact_values_in_float32() {
    for (DType dtype : DType.values()) {
      Homework homework = Homework.builtIn().to(dtype);
      Oracle.Solution solution = Oracle.solve(homework);
      ByHand.solve(homework)
          .tensors()
          .forEach(
              (name, result) -> {
                Comparison comparison = Comparison.of(result, solution.tensor(name));
                assertEquals(Verdict.AGREE, comparison.verdict(), name + comparison.describe());
                assertTrue(
                    dtype == DType.FLOAT64 || comparison.maxUlps() <= 0.500001, name.toString());
              });
    }
  }

  @Test
  void a_small_homework_is_solved_in_big_decimals_and_a_large_one_in_double_doubles() {
    assertEquals("BigDecimal", Oracle.solve(Homework.builtIn()).arithmetic());
    SplittableRandom random = new SplittableRandom(5);
    Shape square = Shape.matrix(120, 120);
    Layer layer =
        new Layer(
            FalseAlarmTest.normal(random, DType.FLOAT32, square, 0.1),
            FalseAlarmTest.normal(random, DType.FLOAT32, Shape.vector(120), 0.1),
            Activation.SIGMOID);
    Homework homework =
        new Homework(
            new Network("large", List.of(layer, layer)),
            FalseAlarmTest.normal(random, DType.FLOAT32, square, 1),
            FalseAlarmTest.normal(random, DType.FLOAT32, square, 1));
    Oracle.Solution solution = Oracle.solve(homework);
    assertEquals("double-double", solution.arithmetic());
    ByHand.solve(homework)
        .tensors()
        .forEach(
            (name, result) ->
                assertEquals(
                    Verdict.AGREE,
                    Comparison.of(result, solution.tensor(name)).verdict(),
                    name.toString()));
  }

  private static Oracle.Solution solve(HostTensor x, HostTensor y, Layer... layers) {
    return Oracle.solve(new Homework(new Network("small", List.of(layers)), x, y));
  }

  private static double[] nearest(Reference exact) {
    return IntStream.range(0, exact.size()).mapToDouble(exact::nearest).toArray();
  }

  private static Comparison compare(double[] result, Reference exact) {
    return Comparison.of(HostTensor.of(exact.type().dtype(), exact.type().shape(), result), exact);
  }

  private static Layer unit(double weight, double bias, Activation activation) {
    return new Layer(column(weight), HostTensor.vector(bias), activation);
  }

  private static HostTensor column(double... elements) {
    return HostTensor.of(DType.FLOAT64, Shape.matrix(elements.length, 1), elements);
  }

  private static void assertValues(Oracle.Solution solution, TensorName name, double... values) {
    Reference tensor = solution.tensor(name);
    assertEquals(values.length, tensor.size());
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], tensor.nearest(i), name.toString());
    }
  }
}
