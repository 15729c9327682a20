package samegrad.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Reference;

/**
 * The derivation of a homework's gradients, step by step and with its numbers, as a lecture writes
 * it down.
 */
public final class Explanation {
  /** A longer dimension is shown by its first and last three. */
  private static final int LONGEST = 8;

  private static final int EDGE = 3;
  private static final int GAP = -1;

  private final String title;
  private final List<Section> sections = new ArrayList<>();

  /** Some steps under a heading. */
  private record Section(String heading, List<Step> steps) {}

  /**
   * A step.
   *
   * @param line its formula, or the name of what is given
   * @param why in a sentence; empty for what is given
   * @param shape of the result
   * @param rows the result, row by row, as it is shown
   */
  private record Step(String line, String why, Shape shape, List<List<String>> rows) {
    static Step of(String line, String why, HostTensor value) {
      return new Step(line, why, value.shape(), cells(value));
    }
  }

  private Explanation(Homework homework, String title) {
    this.title = title;
    Derivation derivation = Derivation.of(homework);
    List<Layer> layers = homework.network().layers();
    List<Step> given = new ArrayList<>();
    given.add(Step.of("x", "", homework.x()));
    for (int l = 1; l <= layers.size(); l++) {
      given.add(Step.of("W" + l, "", layers.get(l - 1).weight()));
      given.add(Step.of("b" + l, "", layers.get(l - 1).bias()));
    }
    given.add(Step.of("y", "", homework.y()));
    sections.add(new Section("Given", given));
    for (Quantity quantity : Quantity.inOrder(layers.size())) {
      Kind kind = quantity.kind();
      String layer = quantity.layer() + ", " + layers.get(quantity.layer() - 1).activation();
      if (kind == Kind.Z || kind == Kind.LOSS || kind == Kind.DA) {
        String heading =
            kind == Kind.LOSS ? "Loss" : (kind == Kind.Z ? "Forward" : "Back") + ": layer " + layer;
        sections.add(new Section(heading, new ArrayList<>()));
      }
      sections
          .get(sections.size() - 1)
          .steps()
          .add(
              Step.of(
                  quantity.line(homework),
                  quantity.why(homework),
                  nearest(derivation.get(quantity))));
    }
  }

  /** The derivation for the whole batch. */
  public static Explanation of(Homework homework) {
    int samples = homework.samples();
    return new Explanation(
        homework,
        "%s, M = %d sample%s".formatted(homework.network(), samples, samples == 1 ? "" : "s"));
  }

  /**
   * The derivation for one sample alone, as a batch of one; the batch's gradients are the means of
   * these.
   *
   * @param sample counted from 1
   * @throws IllegalArgumentException if there is no such sample
   */
  public static Explanation ofSample(Homework homework, int sample) {
    if (sample < 1 || sample > homework.samples()) {
      throw new IllegalArgumentException(
          "sample is from 1 to " + homework.samples() + ", not " + sample);
    }
    Homework one = homework.with(row(homework.x(), sample - 1), row(homework.y(), sample - 1));
    return new Explanation(one, "%s, sample %d alone, M = 1".formatted(homework.network(), sample));
  }

  private static HostTensor row(HostTensor matrix, int row) {
    int columns = matrix.shape().columns();
    double[] elements = Arrays.copyOfRange(matrix.toArray(), row * columns, (row + 1) * columns);
    return HostTensor.of(matrix.dtype(), Shape.matrix(1, columns), elements);
  }

  private static HostTensor nearest(Reference reference) {
    double[] elements = new double[reference.size()];
    Arrays.setAll(elements, reference::nearest);
    return HostTensor.of(reference.type().dtype(), reference.type().shape(), elements);
  }

  /** With four decimals or, where these say little, four significant digits and a power of ten. */
  private static List<List<String>> cells(HostTensor tensor) {
    double[] magnitudes =
        Arrays.stream(tensor.toArray()).map(Math::abs).filter(value -> value != 0).toArray();
    double largest = Arrays.stream(magnitudes).max().orElse(1);
    double smallest = Arrays.stream(magnitudes).min().orElse(1);
    String format = largest < 1e5 && smallest >= 1e-3 ? "%.4f" : "%.3e";
    List<List<String>> rows = new ArrayList<>();
    int[] columns = shown(tensor.shape().columns());
    for (int i : shown(tensor.shape().rows())) {
      rows.add(
          IntStream.of(columns)
              .mapToObj(
                  j ->
                      i == GAP || j == GAP
                          ? "…"
                          : String.format(Locale.ROOT, format, tensor.get(i, j)))
              .toList());
    }
    return rows;
  }

  private static int[] shown(int length) {
    return length <= LONGEST
        ? IntStream.range(0, length).toArray()
        : IntStream.concat(
                IntStream.range(0, EDGE),
                IntStream.concat(IntStream.of(GAP), IntStream.range(length - EDGE, length)))
            .toArray();
  }

  /** All steps under their headings. */
  private String write(UnaryOperator<String> heading, Function<Step, String> step) {
    return sections.stream()
        .map(
            section ->
                heading.apply(section.heading())
                    + section.steps().stream().map(step).collect(Collectors.joining()))
        .collect(Collectors.joining());
  }

  /** Plain text. */
  public String text() {
    return title + "\n" + write(heading -> "\n" + heading + "\n", Explanation::text);
  }

  private static String text(Step step) {
    int width = step.rows().stream().flatMap(List::stream).mapToInt(String::length).max().orElse(1);
    String numbers =
        step.rows().stream()
            .map(
                row ->
                    row.stream()
                        .map(cell -> " ".repeat(width - cell.length()) + cell)
                        .collect(Collectors.joining("  ", "      ", "\n")))
            .collect(Collectors.joining());
    String why = step.why().isEmpty() ? "" : "    " + step.why() + "\n";
    return "  " + step.line() + "   " + step.shape() + "\n" + why + numbers;
  }

  /** Markdown with formulas as code hosts render them. */
  public String markdown() {
    return "# %s\n%s"
        .formatted(
            title.replaceAll("([\\\\`*_<>#|\\[\\]])", "\\\\$1"),
            write(
                "\n## %s\n"::formatted,
                step ->
                    "%s\n```math\n%s\n```\n\nshape %s\n"
                        .formatted(
                            step.why().isEmpty() ? "" : "\n" + step.why() + "\n",
                            Latex.equation(step.line(), step.rows()),
                            step.shape())));
  }

  /** A document for LaTeX, of which it needs amsmath alone. */
  public String latex() {
    return Latex.document(
        title,
        write(
            "\n\\section*{%s}\n"::formatted,
            step ->
                "%s\n\\[ %s \\qquad\\text{shape } %s \\]\n"
                    .formatted(
                        step.why().isEmpty() ? "" : "\n\\noindent " + Latex.prose(step.why()),
                        Latex.equation(step.line(), step.rows()),
                        step.shape())));
  }

  /** A page that needs nothing else. */
  public String html() {
    return Html.page(
        title,
        write(
            heading -> "<h2>" + Html.formula(heading) + "</h2>\n",
            step ->
                (step.why().isEmpty() ? "" : "<p>" + Html.formula(step.why()) + "</p>\n")
                    + Html.equation(step.line(), step.shape(), step.rows())));
  }
}
