package samegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.cli.console.ExitStatus;

/** Bad input is one line on standard error that says what would be right, and exit status 2. */
final class BadInputTest {
  private static final String GOOD =
      """
      {"name": "tiny", "dtype": "float64", "layers": [\
      {"weight": [[1, 2], [3, 4], [5, 6]], "bias": [1, 2, 3], "activation": "sigmoid"}, \
      {"weight": [[7, 8, 9]], "bias": [1], "activation": "identity"}], \
      "x": [[1, 2], [3, 4]], "y": [[5], [6]]}
      """;

  static Stream<Arguments> badNetworks() {
    return Stream.of(
        bad("", "", "is nothing: a network is an object with name, dtype, layers, x, y"),
        bad(GOOD, "{\"name\"", "not JSON: line 2, column 1: Unexpected end"),
        bad("}\n", "} {}\n", "not JSON: line 1, column"),
        bad(GOOD, "[1, 2]", "is an array: a network is an object"),
        bad("\"x\": [[1, 2], [3, 4]], ", "", "lacks the field \"x\": a network has name, dtype"),
        bad("\"name\"", "\"title\"", "lacks the field \"name\""),
        bad("\"y\": ", "\"los\": 1, \"y\": ", "has an unknown field \"los\""),
        bad("\"y\": ", "\"loss\": 1, \"y\": ", "loss is the number 1: it is \"squared\" or"),
        bad(
            "\"y\": ",
            "\"loss\": \"cross-entropy\", \"y\": ",
            "y[0] is no class: for cross-entropy a target is a whole number"),
        bad("\"bias\": [1], ", "", "layers[1] lacks the field \"bias\": a layer has weight, bias"),
        bad(
            "\"bias\": [1]",
            "\"bias\": [1], \"size\": 3",
            "layers[1] has an unknown field \"size\""),
        bad(
            "\"float64\"",
            "\"float16\"",
            "dtype is an unknown dtype \"float16\": it is \"float64\""),
        bad("\"float64\"", "64", "dtype is the number 64: it is \"float64\" or \"float32\""),
        bad("\"tiny\"", "null", "name is null: it is the network's name"),
        bad(
            "\"sigmoid\"",
            "\"softplus\"",
            "layers[0].activation is an unknown activation \"softplus\""),
        bad("[5, 6]", "[5]", "layers[0].weight[2] has 1 numbers, layers[0].weight[0] has 2"),
        bad("[[7, 8, 9]]", "[[7, 8]]", "layers[1].weight has the shape (1, 2), but layers[0]"),
        bad("\"bias\": [1, 2, 3]", "\"bias\": [1, 2]", "layers[0].bias has the shape (2) where"),
        bad("[3, 4]], \"y\"", "[3, 4, 5]], \"y\"", "x[1] has 3 numbers, x[0] has 2"),
        bad(
            "[[1, 2], [3, 4]], \"y\"",
            "[[1], [3]], \"y\"",
            "x has the shape (2, 1), but the first"),
        bad("[[5], [6]]}", "[[5]]}", "y has the shape (1, 1), but the network's output for x"),
        bad("[[5], [6]]}", "[[5, 1], [6, 1]]}", "y has the shape (2, 2)"),
        bad("[[1, 2], [3, 4]], \"y\"", "[], \"y\"", "x is empty: it has one element or more"),
        bad("[[1, 2], [3, 4]], \"y\"", "[[]], \"y\"", "x[0] is empty"),
        bad("[[5], [6]]}", "[[5], [\"six\"]]}", "y[1][0] is the text \"six\": it is a number"),
        bad("[[5], [6]]}", "[[5], [NaN]]}", "not JSON: line 1, column"),
        bad("[[5], [6]]}", "[[5], [null]]}", "y[1][0] is null: it is a number"),
        bad("[[5], [6]]}", "[[5], [1e999]]}", "y[1][0] is a number beyond the range of float64"),
        bad("[[5], [6]]}", "[[5], [\"0,5\"]]}", "\"0,5\": it is a number with a decimal point"),
        bad(
            "[[5], [6]]}",
            "[[5], [0,5]]}",
            "equally long; if 0,5 is meant as one number, write 0.5"),
        bad("[[5], [6]]}", "[[5], [0,05]]}", "; if 0,5 is meant as one number, write 0.5"),
        bad(
            "[[1, 2], [3, 4], [5, 6]]",
            "[[1, 3, 5], [2, 4, 6]]",
            "needs (2); a weight is (out, in), so save its transpose"),
        bad("[[5], [6]]}", "[5, 6]}", "y[0] is the number 5: it is an array of numbers"),
        bad("[[1, 2], [3, 4], [5, 6]]", "{}", "layers[0].weight is an object: it is an array"),
        bad("\"name\": \"tiny\"", "\"name\": \"a\", \"name\": \"b\"", "not JSON: line 1, column"));
  }

  private static Arguments bad(String replaced, String replacement, String message) {
    String text =
        replaced.isEmpty() ? replacement : GOOD.replace(replaced.strip(), replacement.strip());
    return Arguments.of(message, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badNetworks")
  void a_bad_network_is_named_in_one_line(String message, String network) {
    Call call = Call.of(network, "run", "--network", "-");
    refused(call, "samegrad: standard input: ");
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void a_number_beyond_float32_is_refused_in_a_float32_network() {
    String network = GOOD.replace("float64", "float32").replace("[5], [6]", "[5], [1e39]");
    Call call = Call.of(network, "run", "--network", "-");
    refused(
        call, "samegrad: standard input: y[1][0] is 1.0E39, which is beyond the range of float32");
  }

  @Test
  void a_missing_file_is_named() {
    Call call = Call.of("", "run", "--network", "nowhere.json");
    refused(call, "samegrad: nowhere.json: no such file");
  }

  @Test
  void a_folder_is_no_network(@TempDir Path folder) {
    Call call = Call.of("", "compare", "--network", folder.toString());
    refused(call, "samegrad: " + folder + ": is a folder, not a file");
  }

  @Test
  void a_file_is_named_with_the_field(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("net.json"), GOOD.replace("\"sigmoid\"", "7"));
    Call call = Call.of("", "run", "--network", file.toString());
    refused(
        call, "samegrad: " + file + ": layers[0].activation is the number 7: it is \"sigmoid\"");
  }

  static Stream<Arguments> badCalls() {
    return Stream.of(
        Arguments.of("samegrad: which command? See samegrad --help", "".split(" ", 0)),
        call("samegrad: Unmatched argument at index 0: 'fly'", "fly"),
        call("samegrad run: Unknown option: '--fast'; see samegrad run --help", "run --fast"),
        call(
            "samegrad: --dtype: unknown dtype \"float16\": it is \"float64\"",
            "run --dtype float16"),
        call(
            "samegrad: --device: unknown device \"tpu\": it is \"cpu\", \"cuda\", or",
            "run --device tpu"),
        call("samegrad: --steps: is 1 or more, not -1", "compare --steps -1"),
        call("samegrad: the batch is 1 or more, not 0", "train --batch 0"),
        call("samegrad: --output: /nowhere/x.json cannot be written", "train -o /nowhere/x.json"),
        call("samegrad: --threads: threads is a whole number from 1 to 1024", "run --threads none"),
        call("samegrad: --threads: threads is a whole number from 1 to 1024", "run --threads 0"),
        call("samegrad: --autograd: unknown autograd \"magic\"", "run --autograd magic"),
        call("samegrad run: Invalid value for option '--format'", "run --format yaml"),
        call("samegrad run: Missing required parameter for option '--network'", "run --network"),
        call("samegrad compare: Invalid value for option '--timeout'", "compare --timeout soon"),
        call("samegrad: --network: names no file", "run --network="),
        call("samegrad: --timeout: is 1 second or more, not 0", "compare --timeout 0"),
        call("samegrad: no backend \"torch\": ", "run --backend torch"));
  }

  private static Arguments call(String message, String arguments) {
    return Arguments.of(message, arguments.split(" ", -1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCalls")
  void a_bad_call_is_answered_in_one_line(String message, String... arguments) {
    boolean none = arguments.length == 1 && arguments[0].isEmpty();
    refused(Call.of("", none ? new String[0] : arguments), message);
  }

  @Test
  void verbose_shows_the_stack_trace() {
    Call call = Call.of("", "--verbose", "run", "--network", "nowhere.json");
    assertEquals(ExitStatus.INVALID, call.status());
    assertTrue(call.err().contains("\tat samegrad."), call.err());
  }

  private static void refused(Call call, String start) {
    assertEquals(ExitStatus.INVALID, call.status());
    assertEquals("", call.out(), "standard output");
    assertEquals(1, call.errorLines().size(), call.err());
    assertTrue(call.err().startsWith(start), call.err());
  }
}
