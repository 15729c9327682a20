package samegrad.cli.compare;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.cli.Call;
import samegrad.cli.Misbehaving;
import samegrad.cli.OtherProcess;
import samegrad.cli.console.ExitStatus;

/** The answer of {@code samegrad compare}, in words, in JSON, and as an exit status. */
final class CompareTest {
  private static final String NETWORK =
      """
      {"name": "tiny", "dtype": "float64", "layers": [
       {"weight": [[1.5]], "bias": [0.5], "activation": "sigmoid"},
       {"weight": [[2.5]], "bias": [BIAS], "activation": "identity"}],
       "x": [[X]], "y": [[0.5]]}
      """;

  @TempDir private Path temporary;

  private Call compare(String network, Class<?>... broken) throws Exception {
    Path file = Files.writeString(temporary.resolve("network.json"), network);
    return OtherProcess.with(temporary, OtherProcess.REFERENCE, OtherProcess.services(broken))
        .call("compare", "--in-process", "--format", "json", "--network", file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1     | 0     | AGREE   | 0 | Yes: reference and ",
        "60    | 0     | ABSTAIN | 4 | Cannot tell: nothing contradicts it, but .* saturated.",
        "1     | 1e300 | ABSTAIN | 4 | Cannot tell: nothing contradicts it, but .* overflow.*",
      })
  void what_cannot_be_told_is_neither_yes_nor_no(
      String x, String bias, String verdict, int status, String answer) throws Exception {
    Call call = compare(NETWORK.replace("X", x).replace("BIAS", bias));
    JsonNode report = call.requires(status).json();
    String sentence = report.path("answer").asText();
    assertAll(
        () -> assertEquals(status, report.path("exitStatus").asInt(-1)),
        () -> assertEquals(verdict, report.path("verdict").asText()),
        () -> assertTrue(sentence.matches(".*homework\\? " + answer + ".*"), sentence));
  }

  @Test
  void a_backend_that_is_wrong_is_a_no_even_where_another_cannot_be_told() throws Exception {
    compare(NETWORK.replace("X", "60").replace("BIAS", "0"), Misbehaving.Wrong.class)
        .requires(ExitStatus.NO);
  }

  @Test
  void without_any_backend_nobody_knows() throws Exception {
    OtherProcess.with(temporary)
        .call("compare", "--format", "json")
        .requires(ExitStatus.UNKNOWN, "\"verdict\":\"NONE\"", "Nobody knows");
  }
}
