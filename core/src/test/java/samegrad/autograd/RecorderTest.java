package samegrad.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

class RecorderTest {
  private static final TensorType MATRIX = new TensorType(DType.FLOAT64, Shape.matrix(2, 3));
  private static final HostTensor ONE = HostTensor.scalar(DType.FLOAT64, 1);

  private final Recorder recorder = new Recorder();
  private final Variable a = recorder.parameter("a", MATRIX, true);
  private final Variable b = recorder.parameter("b", MATRIX, true);

  private static List<Op> ops(Tape tape) {
    return tape.entries().stream()
        .flatMap(entry -> entry instanceof Tape.Computed one ? Stream.of(one.op()) : Stream.empty())
        .toList();
  }

  @Test
  void the_same_operation_on_the_same_operands_is_written_once() {
    Variable sum = a.add(b);
    Tape tape = recorder.tape(List.of(sum.multiply(a.add(b)).sum()));
    assertEquals(List.of(new Op.Add(), new Op.Multiply(), new Op.Sum(Shape.scalar())), ops(tape));
    assertEquals(List.of(2, 2), tape.entries().get(3).inputs());
    assertEquals(recorder.constant(ONE), recorder.constant(HostTensor.scalar(DType.FLOAT64, 1)));
  }

  @Test
  void other_operands_or_arguments_are_other_operations() {
    Tape tape = recorder.tape(List.of(a.add(b), b.add(a), a.scale(2), a.scale(3), a.subtract(b)));
    assertEquals(7, tape.entries().size());
    assertEquals(List.of(2, 3, 4, 5, 6), tape.outputs());
    assertEquals(List.of(1, 0), tape.entries().get(3).inputs());
  }

  @Test
  void what_no_output_needs_is_left_out_but_parameters_stay() {
    Variable unneeded = a.sigmoid();
    unneeded.scale(2);
    Variable kept = b.scale(5);
    Tape tape = recorder.tape(List.of(kept.sum()));
    assertEquals(
        List.of(
            new Tape.Parameter("a", MATRIX),
            new Tape.Parameter("b", MATRIX),
            new Tape.Computed(new Op.Scale(5), List.of(1), MATRIX),
            new Tape.Computed(
                new Op.Sum(Shape.scalar()),
                List.of(2),
                new TensorType(DType.FLOAT64, Shape.scalar()))),
        tape.entries());
    assertEquals(List.of(0, 1), tape.parameters());
    assertEquals(List.of(3), tape.outputs());
  }

  @Test
  void a_product_reads_transposed_operands_in_place() {
    Tape right = recorder.tape(List.of(a.matmul(b.transpose())));
    assertEquals(new Op.Matmul(false, true), ops(right).get(0));
    assertEquals(List.of(0, 1), right.entries().get(2).inputs());
    assertEquals(3, right.entries().size());

    Tape left = recorder.tape(List.of(a.transpose().matmul(b)));
    assertEquals(new Op.Matmul(true, false), ops(left).get(0));
    assertEquals(List.of(0, 1), left.entries().get(2).inputs());

    Tape back = recorder.tape(List.of(recorder.matmul(a.transpose(), true, b.transpose(), false)));
    assertEquals(new Op.Matmul(false, true), ops(back).get(0));
    assertEquals(3, back.entries().size());
  }

  @Test
  void shapes_are_checked_as_the_function_is_written() {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> a.matmul(b)).getMessage());
    assertTrue(message.startsWith("matmul: the inner dimensions differ"), message);
    assertEquals(MATRIX, a.sigmoid().type());
    assertEquals(Shape.vector(3), a.sum(Shape.vector(3)).shape());
    assertEquals(MATRIX, recorder.constant(ONE).broadcast(Shape.matrix(2, 3)).type());
    assertEquals(Shape.matrix(3, 2), a.transpose().shape());
  }

  @Test
  void a_variable_of_another_function_is_refused() {
    Variable foreign = new Recorder().parameter("c", MATRIX, true);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> a.add(foreign)).getMessage());
    assertTrue(message.startsWith("a variable of another function: float64 (2, 3)"), message);
    assertThrows(IllegalArgumentException.class, () -> a.matmul(foreign));
    assertThrows(IllegalArgumentException.class, () -> recorder.tape(List.of(foreign)));
  }

  @Test
  void a_function_is_a_scalar_of_parameters_that_exist() {
    Parameters.Signature signature = new Parameters.Signature(List.of("w"), List.of(MATRIX));
    ScalarFunction notScalar = p -> p.get("w");
    assertEquals(
        "gradients are of one scalar, of shape (), not of (2, 3); sum() makes one",
        assertThrows(IllegalArgumentException.class, () -> notScalar.record(signature))
            .getMessage());
    ScalarFunction missing = p -> p.get("v");
    assertEquals(
        "no parameter v: there are w",
        assertThrows(IllegalArgumentException.class, () -> missing.record(signature)).getMessage());
  }

  @Test
  void auxiliary_outputs_follow_the_value_and_then_the_gradients() {
    Parameters.Signature signature = new Parameters.Signature(List.of("w"), List.of(MATRIX));
    ScalarFunction function =
        p -> {
          Variable twice = p.get("w").scale(2);
          p.auxiliary(twice);
          p.auxiliary(p.get("w"));
          return twice.sum();
        };
    Tape tape = function.record(signature);
    assertEquals(List.of(2, 1, 0), tape.outputs());
    List<Integer> outputs = Gradients.of(tape).outputs();
    assertEquals(4, outputs.size());
    assertEquals(List.of(1, 0), outputs.subList(2, 4));
  }
}
