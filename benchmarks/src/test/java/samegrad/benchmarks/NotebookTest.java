package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The notebooks run, cell by cell, as a kernel runs them: by JShell, in this process. */
public final class NotebookTest {
  private static final Path NOTEBOOKS = Page.ROOT.resolve("benchmarks/notebooks");

  /** What the cells displayed, which they reach from where JShell puts them. */
  public static final List<String> DISPLAYED = new ArrayList<>();

  /**
   * What a cell finds there. A cell does not import this itself: with the kernel, a second import
   * of java.util hides what the kernel defines.
   */
  private static final String KERNEL =
      """
      import java.util.*;
      void display(String type, Object content) {
        samegrad.benchmarks.NotebookTest.DISPLAYED.add(content.toString());
      }
      """;

  @Test
  void the_homework_is_done_and_all_agree() throws Exception {
    run("homework");
    String all = String.join("\n", DISPLAYED);
    assertTrue(all.contains("<caption>loss ()</caption>\n<tr><td>0.6848</table>"), all);
    assertTrue(all.contains("<caption>W1.grad (4, 3)</caption>\n<tr><td>0.0196<td>0.0648"), all);
    assertTrue(all.contains("$$\n\\delta_{2}"), all);
    assertTrue(all.contains("Did you get the same results? Yes."), all);
    assertTrue(all.matches("(?s).*\n(9[89]|100)\\.\\d % of the points are told apart\\..*"), all);
    assertEquals(2, pictures());
  }

  @Test
  void every_backend_is_opened_and_judged() throws Exception {
    run("choose");
    String all = String.join("\n", DISPLAYED);
    for (String backend : List.of("djl", "nd4j", "plain")) {
      for (String autograd : List.of("native", "tape")) {
        String row = "<tr><td>%s<td>%s<td>0.6848352188188.*<td>AGREE".formatted(backend, autograd);
        assertTrue(Pattern.compile(row).matcher(all).find(), all);
      }
      assertTrue(Pattern.compile(backend + "<td>\\d+ µs a gradient step").matcher(all).find(), all);
    }
    assertEquals(1, pictures());
  }

  private static long pictures() throws Exception {
    long pictures = 0;
    for (String displayed : DISPLAYED) {
      if (displayed.startsWith("<svg")) {
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(displayed)));
        pictures++;
      }
    }
    return pictures;
  }

  private static void run(String name) throws IOException {
    DISPLAYED.clear();
    JsonNode notebook = new ObjectMapper().readTree(NOTEBOOKS.resolve(name + ".ipynb").toFile());
    try (JShell shell =
        JShell.builder()
            .executionEngine("local")
            .compilerOptions("--add-modules", "jdk.incubator.vector")
            .build()) {
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .forEach(shell::addToClasspath);
      evaluate(shell, KERNEL);
      for (JsonNode cell : notebook.get("cells")) {
        assertTrue(cell.path("outputs").isEmpty(), () -> "not stripped: " + cell);
        assertTrue(cell.path("execution_count").asText("null").equals("null"), cell::toString);
        if (cell.get("cell_type").asText().equals("code")) {
          StringBuilder source = new StringBuilder();
          cell.get("source").forEach(line -> source.append(line.asText()));
          assertFalse(source.toString().contains("import java.util.*"));
          evaluate(shell, source.toString());
        }
      }
    }
  }

  private static void evaluate(JShell shell, String cell) {
    for (String rest = cell; !rest.isBlank(); ) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertTrue(next.completeness().isComplete(), rest);
      for (SnippetEvent event : shell.eval(next.source())) {
        String wrong =
            shell
                .diagnostics(event.snippet())
                .map(problem -> problem.getMessage(null))
                .collect(Collectors.joining("\n", event + "\n", ""));
        assertFalse(event.exception() != null, wrong);
        assertEquals(Snippet.Status.VALID, event.status(), wrong);
      }
      rest = next.remaining();
    }
  }
}
