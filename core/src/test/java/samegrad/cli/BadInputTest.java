package samegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** {@link #GOOD} with something replaced. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "x": [[1, 2], [3, 4]],   |                               | lacks the field "x": a network has name, dtype
          "name"                   | "title"                       | lacks the field "name"
          "y":                     | "los": 1, "y":                | has an unknown field "los"
          "y":                     | "loss": 1, "y":               | loss is the number 1: it is "squared" or
          "y":                     | "loss": "cross-entropy", "y": | y[0] is no class: for cross-entropy a target is a whole number
          "bias": [1],             |                               | layers[1] lacks the field "bias": a layer has weight, bias
          "bias": [1]              | "bias": [1], "size": 3        | layers[1] has an unknown field "size"
          "float64"                | "float16"                     | dtype is an unknown dtype "float16": it is "float64"
          "float64"                | 64                            | dtype is the number 64: it is "float64" or "float32"
          "tiny"                   | null                          | name is null: it is the network's name
          "sigmoid"                | "softplus"                    | layers[0].activation is an unknown activation "softplus"
          [5, 6]                   | [5]                           | layers[0].weight[2] has 1 numbers, layers[0].weight[0] has 2
          [[7, 8, 9]]              | [[7, 8]]                      | layers[1].weight has the shape (1, 2), but layers[0]
          "bias": [1, 2, 3]        | "bias": [1, 2]                | layers[0].bias has the shape (2) where
          [3, 4]], "y"             | [3, 4, 5]], "y"               | x[1] has 3 numbers, x[0] has 2
          [[1, 2], [3, 4]], "y"    | [[1], [3]], "y"               | x has the shape (2, 1), but the first
          [[5], [6]]}              | [[5]]}                        | y has the shape (1, 1), but the network's output for x
          [[5], [6]]}              | [[5, 1], [6, 1]]}             | y has the shape (2, 2)
          [[1, 2], [3, 4]], "y"    | [], "y"                       | x is empty: it has one element or more
          [[1, 2], [3, 4]], "y"    | [[]], "y"                     | x[0] is empty
          [[5], [6]]}              | [[5], ["six"]]}               | y[1][0] is the text "six": it is a number
          [[5], [6]]}              | [[5], [NaN]]}                 | not JSON: line 1, column
          [[5], [6]]}              | [[5], [null]]}                | y[1][0] is null: it is a number
          [[5], [6]]}              | [[5], [1e999]]}               | y[1][0] is a number beyond the range of float64
          [[5], [6]]}              | [[5], ["0,5"]]}               | "0,5": it is a number with a decimal point
          [[5], [6]]}              | [[5], [0,5]]}                 | equally long; if 0,5 is meant as one number, write 0.5
          [[5], [6]]}              | [[5], [0,05]]}                | ; if 0,5 is meant as one number, write 0.5
          [[1, 2], [3, 4], [5, 6]] | [[1, 3, 5], [2, 4, 6]]        | needs (2); a weight is (out, in), so save its transpose
          [[5], [6]]}              | [5, 6]}                       | y[0] is the number 5: it is an array of numbers
          [[1, 2], [3, 4], [5, 6]] | {}                            | layers[0].weight is an object: it is an array
          "name": "tiny"           | "name": "a", "name": "b"      | not JSON: line 1, column
          """)
  void a_bad_network_is_named_in_one_line(
      String replaced, @Nullable String replacement, String message) {
    refused(GOOD.replace(replaced, replacement == null ? "" : replacement), message);
  }

  private static void refused(String network, String message) {
    Call call = Call.of(network, "run", "--network", "-").refused(": standard input: ");
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void what_is_no_network_at_all_is_named_too() {
    refused("", "is nothing: a network is an object with name, dtype, layers, x, y");
    refused("{\"name\"\n", "not JSON: line 2, column 1: Unexpected end");
    refused("[1, 2]", "is an array: a network is an object");
    refused(GOOD.strip() + " {}\n", "not JSON: line 1, column");
  }

  @Test
  void a_number_beyond_float32_is_refused_in_a_float32_network() {
    refused(
        GOOD.replace("float64", "float32").replace("[5], [6]", "[5], [1e39]"),
        "y[1][0] is 1.0E39, which is beyond the range of float32");
  }

  @Test
  void a_folder_is_no_network(@TempDir Path folder) {
    Call.of("compare --network " + folder).refused(": " + folder + ": is a folder, not a file");
  }

  @Test
  void a_file_is_named_with_the_field(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("net.json"), GOOD.replace("\"sigmoid\"", "7"));
    Call.of("run --network " + file)
        .refused(": " + file + ": layers[0].activation is the number 7: it is \"sigmoid\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                     | : which command? See samegrad --help
          fly                        | : Unmatched argument at index 0: 'fly'
          run --fast                 | ' run: Unknown option: ''--fast''; see samegrad run --help'
          run --network nowhere.json | : nowhere.json: no such file
          run --dtype float16        | : --dtype: unknown dtype "float16": it is "float64"
          run --device tpu           | : --device: unknown device "tpu": it is "cpu", "cuda", or
          run --data data.npz        | : --data and --hidden belong to a --network FILE
          compare --steps -1         | : --steps: is 1 or more, not -1
          train --batch 0            | : the batch is 1 or more, not 0
          train -o /nowhere/x.json   | : --output: /nowhere/x.json cannot be written
          run --threads none         | : --threads: threads is a whole number from 1 to 1024
          run --threads 0            | : --threads: threads is a whole number from 1 to 1024
          run --autograd magic       | : --autograd: unknown autograd "magic"
          run --precision 99         | : --precision: is a whole number from 0 to 34, not 99
          run --format yaml          | ' run: Invalid value for option ''--format'''
          run --network              | ' run: Missing required parameter for option ''--network'''
          compare --timeout soon     | ' compare: Invalid value for option ''--timeout'''
          run --network=             | : --network: names no file
          compare --timeout 0        | : --timeout: is 1 second or more, not 0
          run --backend torch        | : no backend "torch":
          accuracy --runs -1         | : --runs: is 0 or more, not -1
          accuracy --timeout 0       | : --timeout: is 1 second or more, not 0
          order --size 0             | : --size: is from 1 to 20000, not 0
          order --depth 100000       | : --depth: is from 1 to 20000, not 100000
          order --threads 1,x        | : --threads: threads is a whole number from 1 to 1024
          order --backend torch      | : no backend "torch" is on the class path
          order --dtype half         | : --dtype: unknown dtype "half"
          """)
  void a_bad_call_is_answered_in_one_line(@Nullable String arguments, String message) {
    Call.of(arguments == null ? "" : arguments).refused(message);
  }

  @Test
  void verbose_shows_the_stack_trace() {
    Call call = Call.of("--verbose run --network nowhere.json");
    assertEquals(ExitStatus.INVALID, call.status());
    assertTrue(call.err().contains("\tat samegrad."), call.err());
  }
}
