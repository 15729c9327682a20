package samegrad.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.tensor.HostTensor;

final class ExplanationTest {
  private static final Homework HOMEWORK = Homework.builtIn();

  @Test
  void each_step_is_there_with_its_formula_and_its_shape() {
    String text = Explanation.of(HOMEWORK).text();
    for (Quantity quantity : Quantity.inOrder(3)) {
      String step = quantity.line(HOMEWORK) + "   " + quantity.shape(HOMEWORK) + "\n";
      assertTrue(text.contains(step), step);
    }
    assertTrue(text.contains("δ2 = ∂L/∂a2 ⊙ a2 ⊙ (1 − a2)   (4, 3)"), text);
    assertTrue(text.contains("L = 1/M · Σₙ ½‖a3ₙ − yₙ‖²   ()"), text);
    assertTrue(text.contains("      0.6848\n"), text);
  }

  @Test
  void one_sample_is_a_batch_of_one() {
    String text = Explanation.ofSample(HOMEWORK, 2).text();
    assertTrue(text.startsWith("homework: 3-4-3-2, sample 2 alone, M = 1\n"), text);
    assertTrue(text.contains("  x   (1, 3)\n      -0.7000   2.0000   0.3000\n"), text);
    for (int none : new int[] {0, 5}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Explanation.ofSample(HOMEWORK, none))
              .toString();
      assertTrue(message.endsWith("sample is from 1 to 4, not " + none), message);
    }
  }

  @Test
  void formulas_are_those_of_latex() {
    assertEquals(
        "\\frac{\\partial L}{\\partial W_{2}} = \\delta_{2}^{\\top} a_{1}",
        Latex.formula("∂L/∂W2 = δ2ᵀ a1"));
    assertEquals("\\sum_{n}  \\delta_{3,n}", Latex.formula("Σₙ δ3ₙ"));
  }

  @Test
  void markdown_fences_are_closed_and_html_shows_what_it_is_given() {
    Homework named =
        new Homework(
            new Network("<b>&_x_", HOMEWORK.network().layers()), HOMEWORK.x(), HOMEWORK.y());
    String markdown = Explanation.of(named).markdown();
    List<String> fences = markdown.lines().filter(line -> line.startsWith("```")).toList();
    for (int i = 0; i < fences.size(); i++) {
      assertEquals(i % 2 == 0 ? "```math" : "```", fences.get(i));
    }
    assertTrue(markdown.startsWith("# \\<b\\>&\\_x\\_: 3-4-3-2"), markdown);
    String html = Explanation.of(named).html();
    assertFalse(html.contains("<b>"), html);
    assertTrue(html.contains("<title>&lt;b&gt;&amp;_x_: 3-4-3-2"), html);
  }

  static Stream<Homework> homeworks() {
    String odd = "100 % of $x_1 & {y} \\end ü 网络";
    List<Layer> layers = HOMEWORK.network().layers();
    List<Layer> others =
        List.of(
            new Layer(layers.get(0).weight(), layers.get(0).bias(), Activation.TANH),
            new Layer(layers.get(1).weight(), layers.get(1).bias(), Activation.RELU),
            layers.get(2));
    double[] right = {0, 1};
    HostTensor classes = HostTensor.matrix(right, new double[] {1, 0}, right, right);
    return Stream.of(
        HOMEWORK,
        new Homework(new Network(odd, layers), HOMEWORK.x(), HOMEWORK.y()),
        new Homework(new Network("n", others), HOMEWORK.x(), classes, Loss.CROSS_ENTROPY));
  }

  @ParameterizedTest
  @MethodSource("homeworks")
  void the_network_is_drawn_with_a_circle_a_unit_and_a_line_a_weight(Homework homework)
      throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(NetworkDrawing.svg(homework))));
    int units = Math.min(8, homework.network().in());
    int before = units;
    int weights = 0;
    for (Layer layer : homework.network().layers()) {
      weights += before * Math.min(8, layer.out());
      before = Math.min(8, layer.out());
      units += before;
    }
    assertEquals(units, svg.getElementsByTagName("circle").getLength());
    assertEquals(weights, svg.getElementsByTagName("path").getLength());
  }

  @ParameterizedTest
  @MethodSource("homeworks")
  void latex_compiles(Homework homework, @TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(
        isInstalled("pdflatex"), "pdflatex is not installed: apt install texlive-latex-base");
    String document = Explanation.of(homework).latex();
    Path file = Files.writeString(folder.resolve("gradients.tex"), document);
    Process latex =
        new ProcessBuilder(
                "pdflatex", "-interaction=nonstopmode", "-halt-on-error", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    assertTrue(latex.waitFor(120, TimeUnit.SECONDS), "pdflatex takes too long");
    String log = Files.readString(folder.resolve("output"));
    assertEquals(0, latex.exitValue(), log);
    assertFalse(log.contains("Overfull"), log);
  }

  private static boolean isInstalled(String program) {
    return List.of(System.getenv("PATH").split(java.io.File.pathSeparator)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
