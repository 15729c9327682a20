package samegrad.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.cli.Call;
import samegrad.cli.console.ExitStatus;

/** On the answers beside it in {@code answers}: the README's example. */
final class CheckCommandTest {
  private static final String WRONG = "src/test/resources/answers/wrong.txt";
  private static final String RIGHT = "src/test/resources/answers/right.txt";

  @Test
  void right_numbers_are_right() {
    Call call = Call.of("", "check", RIGHT);
    assertEquals(ExitStatus.DONE, call.status(), call.err());
    assertTrue(
        call.out()
            .strip()
            .endsWith(
                "Did you get the same results? Yes: 7 of 7 tensors are right; 6 that the homework"
                    + " asks for are missing."),
        call.out());
  }

  @Test
  void a_wrong_one_is_told_with_the_mistake_behind_it() {
    Call call = Call.of("", "check", WRONG);
    assertEquals(ExitStatus.NO, call.status(), call.err());
    List<String> lines = call.out().lines().toList();
    assertEquals(
        List.of(
            "W2.grad[0, 0] (row 1, column 1) is 0.3456; right is 0.0803: off by 0.27, where 5.0e-05"
                + " is allowed",
            "It is the first of 12 wrong numbers there.",
            "Why: no σ': the derivative of the activation was left out.",
            "See: δ2 = ∂L/∂a2 ⊙ a2 ⊙ (1 − a2)"),
        lines.subList(0, 4));
    assertEquals(
        List.of(
            "W3.grad  (2, 3)  6      0      RIGHT",
            "b3.grad  (2)     2      0      RIGHT",
            "W2.grad  (3, 4)  0      12     WRONG    no σ'",
            "b2.grad  (3)     0      3      WRONG    the same mistake as in W2.grad"),
        lines.subList(14, 18));
    assertEquals(
        "Did you get the same results? No: 4 of 7 tensors are wrong, W2.grad first; 6 that the"
            + " homework asks for are missing.",
        lines.get(lines.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "html"})
  void answers_can_be_hidden(String format) throws IOException {
    String open = Call.of("", "check", WRONG, "--format", format).out();
    String hidden = Call.of("", "check", WRONG, "--format", format, "--hide-answers").out();
    assertTrue(open.contains("0.0803"), open);
    assertTrue(hidden.contains("0.3456"), hidden);
    String handedIn = Files.readString(Path.of(WRONG));
    for (String right : Files.readString(Path.of(RIGHT)).split("\\s+")) {
      assertTrue(handedIn.contains(right) || !hidden.contains(right), hidden);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "loss 0.7 0.8, loss (line 1) has 2 numbers: it is of shape ()",
    "'W3.grad\n1 2 3\n4 5', 'W3.grad (line 1) has 2 numbers in row 2 and 3 in row 1: rows are'",
    "'b3.grad 0,7324 0,0988', is it a decimal comma? Numbers are written 0.5",
    "b3.grad 0.7 about 0.1, 'line 1: \"about\" is neither a number nor a name: names are z1'",
    "loss NaN, line 1: NaN is no number that can be judged",
    "nobody 1, 'line 1: \"nobody\" is neither a number nor a name: names are z1'",
    "10 MB, has 10000000 bytes; all that can be answered are 184 numbers"
  })
  void what_cannot_be_read_is_one_line_and_status_2(String answers, String message) {
    Call call = Call.of(answers.equals("10 MB") ? " ".repeat(10_000_000) : answers, "check", "-");
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
