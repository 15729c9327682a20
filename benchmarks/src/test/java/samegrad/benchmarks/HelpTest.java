package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.cli.Main;
import samegrad.cli.console.Console;

/** The help of every command: whole sentences that fill their lines, and examples that run. */
final class HelpTest {
  private static final String WIDTH = "picocli.usage.width";

  /** An option, a parameter or a command, before its description. */
  private static final Pattern LABEL = Pattern.compile(" {2,8}[-\\w\\[].*? {3,}|  \\w+ +");

  @AfterEach
  void reset() {
    System.clearProperty(WIDTH);
  }

  /** What a call that succeeds, and of which picocli does not warn, writes to standard output. */
  static String call(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    try (PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setErr(errors); // where picocli warns
      Console console =
          new Console(
              new ByteArrayInputStream(new byte[0]),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              errors);
      int status = Main.execute(console, arguments);
      String said = err.toString(StandardCharsets.UTF_8);
      assertEquals(0, status, said);
      assertFalse(said.contains("picocli"), said);
    } finally {
      System.setErr(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<String> commands() {
    return Pattern.compile("^  (\\w+)", Pattern.MULTILINE)
        .matcher(call("--help"))
        .results()
        .map(command -> command.group(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void help_is_whole_sentences_that_fill_their_lines(int width) {
    System.setProperty(WIDTH, Integer.toString(width));
    List<String> commands = commands();
    assertTrue(commands.size() >= 12, commands::toString);
    List<String> faults = new ArrayList<>();
    String all = call("--help");
    look(all.replace("Commands:", "Commands are these."), width, faults);
    for (String command : commands) {
      String help = call(command, "--help");
      if (help.startsWith("Usage: samegrad")) { // JMH's own help is not ours
        look(help.replaceAll("(?m)^Example: .*", ""), width, faults);
      }
    }
    assertEquals(List.of(), faults);
  }

  private static void look(String help, int width, List<String> faults) {
    String[] lines =
        help.replaceFirst("Usage: .*(\\R {4,}.*)*\\R", "")
            .replaceAll("(?m)^ +-\\S+, --\\S+\\R", "") // names that need a line for themselves
            .replaceAll("(?m)^( +-\\S+)\\R +", "$1    ") // a long option has a line of its own
            .split("\\R");
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.length() > width) {
        faults.add("wide: " + line);
      }
      if (LABEL.matcher(line).lookingAt()) {
        String text = LABEL.matcher(line).replaceFirst("");
        if (text.isBlank() || text.startsWith("Default")) {
          faults.add("unexplained: " + line);
        }
      }
      boolean whole = line.isEmpty() || line.endsWith(".");
      String next = i + 1 < lines.length ? lines[i + 1] : "";
      String word = next.strip().split(" ", 2)[0];
      boolean goesOn = !next.isEmpty() && !LABEL.matcher(next).lookingAt();
      if (!whole && !(goesOn && line.length() + 1 + word.length() >= width)) {
        faults.add("cut: " + line + "\n" + next);
      }
    }
  }

  @Test
  void the_examples_run(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("my.json"), call("network"));
    Files.writeString(folder.resolve("mine.txt"), "loss = 0.6848");
    int examples = 0;
    for (String command : commands()) {
      Matcher example =
          Pattern.compile("Example: samegrad (.*?)( > .*)?\\R").matcher(call(command, "--help"));
      if (example.find()) {
        call(
            Arrays.stream(example.group(1).split(" "))
                .map(word -> word.replaceFirst("^(?=my\\.|mine\\.)", folder + "/"))
                .toArray(String[]::new));
        examples++;
      }
    }
    assertTrue(examples >= 10, "examples: " + examples);
  }
}
