package samegrad.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.cli.Call;
import samegrad.cli.console.ExitStatus;

final class CheckCommandTest {
  /** README's example. */
  private static final String RIGHT =
      """
      loss 0.6848
      W3.grad
      0.4727 0.4559 0.4589
      0.0898 0.0338 0.0976
      b3.grad 0.7324 0.0988
      """;

  /** The same without 1/M, as of four samples. */
  private static final String WRONG =
      """
      loss 0.6848
      W3.grad
      1.8910 1.8235 1.8358
      0.3592 0.1352 0.3903
      b3.grad 2.9297 0.3953
      """;

  @Test
  void right_numbers_are_right() {
    Call call = Call.of(RIGHT, "check", "-");
    assertEquals(ExitStatus.DONE, call.status(), call.err());
    assertTrue(
        call.out().contains("Did you get the same results? Yes: 3 of 3 tensors are right; 10"),
        call.out());
  }

  @Test
  void a_wrong_one_is_told_with_the_mistake_behind_it() {
    Call call = Call.of(WRONG, "check", "-");
    assertEquals(ExitStatus.NO, call.status(), call.err());
    assertTrue(call.out().startsWith("W3.grad[0, 0] (row 1, column 1) is "), call.out());
    assertTrue(call.out().contains("Why: no 1/M: the sum over the samples"), call.out());
    assertTrue(call.out().contains("No: 2 of 3 tensors are wrong, W3.grad first"), call.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "html"})
  void answers_can_be_hidden(String format) {
    String open = Call.of(WRONG, "check", "-", "--format", format).out();
    String hidden = Call.of(WRONG, "check", "-", "--format", format, "--hide-answers").out();
    assertTrue(open.contains("0.4727"), open);
    assertTrue(hidden.contains("1.891"), hidden);
    for (String right :
        RIGHT.replaceAll("(?m)^(loss.*|[Wb]\\d\\.grad)", "").strip().split("\\s+")) {
      assertFalse(hidden.contains(right), hidden);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "loss 0.7 0.8, it is of shape ()",
    "loss NaN, is no number that can be judged",
    "nobody 1, is neither a number nor a name",
  })
  void what_cannot_be_read_is_one_line_and_status_2(String answers, String message) {
    Call call = Call.of(answers, "check", "-");
    assertEquals(ExitStatus.INVALID, call.status());
    assertEquals("", call.out());
    assertEquals(1, call.errorLines().size(), call.err());
    assertTrue(call.err().startsWith("samegrad: standard input: "), call.err());
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void explain_takes_a_sample_that_there_is() {
    assertTrue(Call.of("", "explain", "--sample", "4").out().contains("sample 4 alone"));
    Call call = Call.of("", "explain", "--sample", "5");
    assertEquals(ExitStatus.INVALID, call.status());
    assertEquals("samegrad: --sample: sample is from 1 to 4, not 5", call.err().strip());
  }
}
