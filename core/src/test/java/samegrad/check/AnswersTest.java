package samegrad.check;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.files.Input;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;

final class AnswersTest {
  /** Of widths 2-3-2, with 2 samples: W1 is (3, 2), W2 is (2, 3). */
  private static final Homework HOMEWORK = HypothesisTest.network(1, 2, 2, 3, 2);

  static Map<String, String> read(String text) {
    return Answers.read(Input.of("mine", text.getBytes(UTF_8)), HOMEWORK)
        .byQuantity()
        .values()
        .stream()
        .collect(
            Collectors.toMap(
                answer -> answer.quantity().toString(),
                answer ->
                    answer.shape()
                        + answer.numbers().stream()
                            .map(n -> n.missing() ? " ?" : " " + n.value())
                            .collect(Collectors.joining())));
  }

  private static Answer only(String text) {
    return Answers.read(Input.of("mine", text.getBytes(UTF_8)), HOMEWORK)
        .byQuantity()
        .values()
        .iterator()
        .next();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b2.grad 0.50 -0.25\nW2.grad\n1.0 2.0 3.0\n4.0 5.0 6.0",
        "# mine\nb2.grad = [0.50, -0.25]\nW2.grad = [[1.0, 2.0, 3.0],\n  [4.0, 5.0, 6.0]]",
        "b2.grad\ntensor([ 0.50, -0.25])\nW2.grad\ntensor([[1.0, 2.0, 3.0],\n        [4.0, 5.0,"
            + " 6.0]], dtype=torch.float64, grad_fn=<MulBackward0>)",
        "b2.grad (2) array([ 0.50, -0.25], dtype=float32)\nW2.grad (2, 3):\n[[1.0 2.0\n  3.0]\n"
            + " [4.0 5.0 6.0]]",
        "b2.grad,0.50,-0.25\nW2.grad,1.0,2.0,3.0\nW2.grad,4.0,5.0,6.0\n",
        "\"b2.grad\";0.50;-0.25\n\"W2.grad\";1.0;2.0;3.0\n;4.0;5.0;6.0\n",
        "{\"b2.grad\": [0.50, -0.25], \"W2.grad\": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}",
        "{\"backend\": \"x\", \"gradients\": {\"b2\": [[0.50], [-0.25]], \"W2\": [[1.0, 2.0, 3.0],"
            + " [4.0, 5.0, 6.0]]}}",
        "{'b2.grad': tensor([0.50, -0.25]),\n 'W2.grad': tensor([[1.0, 2.0, 3.0], [4.0, 5.0,"
            + " 6.0]])}",
        "homework: 2-3-2, 2 samples, float64\nbackend plain (pure Java) on cpu, 2 threads\n\nlayer"
            + " 1, sigmoid\nb2.grad (2)\ntensor([ 0.50, -0.25])\nW2.grad (2, 3)\ntensor([[1.0,"
            + " 2.0, 3.0],\r\n        [4.0, 5.0, 6.0]])\r\n",
        "\uFEFF∂L/∂b₂\n0.50 −0.25\ndL/dW_2 | 1.0 | 2.0 | 3.0\n4.0 5.0 6.0",
      })
  void is_read_however_it_is_written(String text) {
    Map<String, String> expected =
        Map.of("b2.grad", "(2) 0.50 -0.25", "W2.grad", "(2, 3) 1.0 2.0 3.0 4.0 5.0 6.0");
    assertEquals(expected, read(text));
    byte[] wide = text.replace("\uFEFF", "").getBytes(UTF_16);
    assertEquals(2, Answers.read(Input.of("mine", wide), HOMEWORK).byQuantity().size());
  }

  @ParameterizedTest
  @CsvSource({
    "z1, z1",
    "A2, a2",
    "output, a2",
    "f(x), a2",
    "ŷ, a2",
    "Loss, loss",
    "L, loss",
    "W1.grad, W1.grad",
    "w1_grad, W1.grad",
    "dW1, W1.grad",
    "dL/dW1, W1.grad",
    "∂L/∂W₁, W1.grad",
    "grad_b2, b2.grad",
    "db2, b2.grad",
    "dL/dz1, dL/dz1",
    "δ1, dL/dz1",
    "delta_2, dL/dz2",
    "dA1, dL/da1",
    "0.weight.grad, W1.grad",
    "2.bias.grad, b2.grad",
    "net.2.weight.grad, W2.grad",
    "fc2.weight.grad, W2.grad",
    "model.linear1.bias.grad, b1.grad",
  })
  void names_are_those_that_people_use(String name, String quantity) {
    assertEquals(quantity, new Names(2).quantity(name, false).orElseThrow().toString());
  }

  @Test
  void modules_without_activations_between_them_are_counted_one_by_one() {
    Map<String, String> read = read("layers.0.bias.grad 1 2 3\nlayers.1.bias.grad 4 5");
    assertEquals(Map.of("b1.grad", "(3) 1 2 3", "b2.grad", "(2) 4 5"), read);
  }

  @Test
  void a_number_is_as_exact_as_its_last_digit() {
    for (String text : List.of("loss 0.50", "{\"loss\": 0.50}")) {
      Answer loss = only(text);
      assertEquals(new BigDecimal("0.005"), loss.numbers().get(0).half(), text);
    }
  }

  @Test
  void numpys_spaces_are_zeros() {
    Answer answer = only("b1.grad [ 0.5      0.123456 -0.25    ]");
    for (Written number : answer.numbers()) {
      assertEquals(new BigDecimal("0.0000005"), number.half(), number.toString());
    }
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        bad("", "holds no answers: they are z1 … z2, a1 … a2, output, loss, W1.grad … W2.grad"),
        bad("1 2 3", "line 1: a number, 1, stands before any name"),
        bad(
            "W2.grad\n1 2 3\n4 5 6\n7 8 9",
            "W2.grad (line 1) has 3 rows of 3 numbers: it is of shape (2, 3)"),
        bad("b2.grad 1 2 3", "b2.grad (line 1) has 3 numbers: it is of shape (2)"),
        bad("b2.grad\nloss 1", "b2.grad (line 1) has no numbers: it is of shape (2)"),
        bad(
            "loss 1\nW2.grad\n1 2 3\n4 5",
            "W2.grad (line 2) has 2 numbers in row 2 and 3 in row 1: rows are equally long"),
        bad("b2.grad 0,5 0,25", "is it a decimal comma? Numbers are written 0.5, not 0,5"),
        bad("loss about 3", "line 1: \"about\" is neither a number nor a name: names are z1"),
        bad("b2.grad 1 two", "line 1: \"two\" is neither a number nor a name"),
        bad("b2.grad [1 loss]", "line 1: \"loss\" is neither a number nor a name"),
        bad("b2.grad [1 2", "a bracket is opened and not closed"),
        bad("b2.grad\n1 nan", "line 2: nan is no number that can be judged"),
        bad("loss -inf", "line 1: -inf is no number that can be judged"),
        bad(
            "W2.grad [[1 ... 3] [4 ... 6]]",
            "line 1: ... stands where numbers were left out: print"),
        bad("loss 1e999", "line 1: 1e999 is a number beyond the range of float64"),
        bad("loss 1e-999999999", "is a number beyond the range of float64"),
        bad("loss 1\nb2.grad 1 2\nloss 2", "loss (line 3) is answered twice, differently"),
        bad("z3 1 2", "line 1: \"z3\" is neither a number nor a name"),
        bad("{\"W3.grad\": [1]}", "\"W3.grad\" is no name: names are z1"),
        bad(
            "{\"W1\": [[1, 2]]}",
            "W1 is a parameter, not an answer; its gradient is called W1.grad"),
        bad("{\"loss\": \"NaN\"}", "loss is \"NaN\": it is a number"),
        bad("{\"b2.grad\": [1, {}]}", "b2.grad[1] is {}: it is a number"),
        bad("{\"b2.grad\": [1, 2}", "line 1 is not JSON: Unexpected close marker '}'"),
        bad("{\"loss\": 1, \"loss\": 1}", "line 1 is not JSON: Duplicate"),
        bad("loss \u0007\u001b[31m", "is neither a number nor a name"));
  }

  private static Arguments bad(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void what_cannot_be_used_is_said_in_one_line(String text, String message) {
    InvalidInputException wrong = assertThrows(InvalidInputException.class, () -> read(text));
    String line = String.valueOf(wrong.getMessage());
    assertTrue(line.startsWith("mine: ") && line.contains(message), line);
    assertTrue(line.lines().count() == 1 && line.chars().noneMatch(Character::isISOControl), line);
  }

  @Test
  void a_file_that_is_far_too_large_is_not_even_looked_at() {
    InvalidInputException wrong =
        assertThrows(
            InvalidInputException.class,
            () -> Answers.read(Input.of("mine", new byte[10_000_000]), HOMEWORK));
    assertTrue(wrong.toString().contains("mine: has 10000000 bytes; all that can be"));
  }
}
