package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guides say that a command prints, it prints; code that they show is in the sources. */
final class GuidesTest {
  /** Where the files are that the guides name. */
  private static final List<Path> FOLDERS =
      Stream.of(
              "core/src/test/resources/files",
              "benchmarks/src/test/resources/moons",
              "core/kit/src/main/resources/golden")
          .map(Page.ROOT::resolve)
          .toList();

  @ParameterizedTest
  @CsvSource({"core/docs/from-pytorch.md, 5", "core/docs/gradients.md, 3"})
  void commands_print_what_is_shown(Path page, int commands, @TempDir Path folder)
      throws IOException {
    List<String> transcripts = Page.of(Page.ROOT.resolve(page)).code("console").toList();
    assertEquals(commands, transcripts.size());
    for (String transcript : transcripts) {
      String[] lines = transcript.split("\n");
      String printed =
          HelpTest.call(
              Arrays.stream(lines[0].split(" "))
                  .skip(2)
                  .map(
                      word ->
                          word.contains(".") && !word.matches("[0-9.]+")
                              ? file(word, folder)
                              : word)
                  .toArray(String[]::new));
      String shown =
          Stream.of(lines)
              .skip(1)
              .map(line -> line.equals("…") ? "(?s:.*?)" : "^" + Pattern.quote(line) + "$\\R?")
              .reduce("", String::concat);
      assertTrue(
          Pattern.compile(shown, Pattern.MULTILINE).matcher(printed).find(),
          () -> transcript + "\nbut was\n" + printed);
    }
  }

  private static String file(String name, Path otherwise) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::exists)
        .findFirst()
        .orElseGet(() -> otherwise.resolve(name))
        .toString();
  }

  @Test
  void code_of_the_guide_to_a_backend_is_that_of_the_example() throws IOException {
    Path page = Page.ROOT.resolve("core/kit/README.md");
    List<MatchResult> snippets =
        Pattern.compile(
                "<!-- from (\\S+) -->\\s+```java\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(page))
            .results()
            .toList();
    assertEquals(Page.of(page).code("java").count(), snippets.size());
    for (MatchResult snippet : snippets) {
      String source = Files.readString(page.resolveSibling(snippet.group(1)));
      assertTrue(source.contains(snippet.group(2)), snippet::group);
    }
  }
}
