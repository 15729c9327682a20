package samegrad.cli.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import samegrad.measure.SummationTree;

/**
 * A tree for people. As an expression it is read as sums are: from left to right, what is in
 * brackets first; {@code Σ(…)} is added at once. {@code 0+4+…+28} goes on in the same steps.
 */
final class Drawing {
  private static final int WIDTH = 76;

  /** So many terms in equal steps are abbreviated. */
  private static final int RUN = 4;

  /** In pixels: from term to term, and from an addition to the next. */
  private static final int ACROSS = 20;

  private static final int UP = 12;

  private final SummationTree tree;
  private final int[] sizes;

  Drawing(SummationTree tree) {
    this.tree = tree;
    this.sizes = tree.sizes();
  }

  private boolean isTerm(int node) {
    return node < tree.terms();
  }

  /** What is added one after another to give that node, or at once. */
  private List<Integer> chain(int node) {
    Deque<Integer> chain = new ArrayDeque<>();
    int sum = node;
    while (tree.parts(sum).size() == 2
        && (chain.isEmpty() || sizes[tree.parts(sum).get(1)] == sizes[chain.getFirst()])) {
      chain.addFirst(tree.parts(sum).get(1));
      sum = tree.parts(sum).get(0);
    }
    if (chain.isEmpty()) {
      return tree.parts(node);
    }
    chain.addFirst(sum);
    List<Integer> nodes = new ArrayList<>(chain);
    if (nodes.size() > 2
        && isTerm(nodes.get(2))
        && Math.abs(sum - nodes.get(2)) < Math.abs(nodes.get(1) - nodes.get(2))) {
      nodes.set(0, nodes.get(1)); // which of the first two comes first does not matter
      nodes.set(1, sum);
    }
    return nodes;
  }

  /** A node as an expression. */
  String expression(int node) {
    if (isTerm(node)) {
      return Integer.toString(node);
    }
    boolean atOnce = tree.parts(node).size() > 2;
    List<Integer> nodes = chain(node);
    List<String> summands = new ArrayList<>();
    for (int i = 0; i < nodes.size(); ) {
      int end = i + 1;
      while (end < nodes.size()
          && isTerm(nodes.get(end))
          && isTerm(nodes.get(i))
          && nodes.get(end) - nodes.get(end - 1) == nodes.get(i + 1) - nodes.get(i)) {
        end++;
      }
      boolean run = end - i >= RUN;
      int count = run ? 2 : 1;
      for (int summand : nodes.subList(i, i + count)) {
        String text = expression(summand);
        summands.add(isTerm(summand) || atOnce ? text : "(" + text + ")");
      }
      if (run) {
        summands.add("…");
        summands.add(expression(nodes.get(end - 1)));
      }
      i = run ? end : i + 1;
    }
    return atOnce ? "Σ(" + String.join(", ", summands) + ")" : String.join("+", summands);
  }

  /** The whole as an expression where it is short enough, else as a tree of lines. */
  String text(String indent) {
    return text(tree.root(), indent, indent);
  }

  private String text(int node, String first, String rest) {
    String expression = expression(node);
    if (expression.length() <= WIDTH - first.length()) {
      return first + expression + System.lineSeparator();
    }
    StringBuilder text = new StringBuilder(first);
    text.append(tree.parts(node).size() > 2 ? "Σ" : "+").append(System.lineSeparator());
    List<Integer> parts = chain(node);
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      text.append(text(parts.get(i), rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  ")));
    }
    return text.toString();
  }

  int width() {
    return ACROSS * (tree.terms() + 1);
  }

  int height() {
    return UP * levels()[tree.root()] + 3 * ACROSS;
  }

  private int[] levels() {
    int[] levels = new int[sizes.length];
    for (int node = tree.terms(); node < levels.length; node++) {
      levels[node] = 1 + tree.parts(node).stream().mapToInt(part -> levels[part]).max().orElse(0);
    }
    return levels;
  }

  /** As SVG: terms in a row, each addition a line above what it adds up. */
  String svg() {
    int[] levels = levels();
    int[] start = new int[sizes.length];
    for (int node = tree.root(); node >= tree.terms(); node--) {
      int at = start[node];
      for (int part : tree.parts(node)) {
        start[part] = at;
        at += sizes[part];
      }
    }
    double[] x = new double[sizes.length];
    int bottom = height() - 2 * ACROSS;
    StringBuilder svg = new StringBuilder();
    for (int node = 0; node < sizes.length; node++) {
      int y = bottom - UP * levels[node];
      if (isTerm(node)) {
        x[node] = ACROSS * (start[node] + 1);
        svg.append("<text x=\"%.0f\" y=\"%d\">%d</text>\n".formatted(x[node], y + 16, node));
      } else {
        List<Integer> parts = tree.parts(node);
        double left = parts.stream().mapToDouble(part -> x[part]).min().orElse(0);
        double right = parts.stream().mapToDouble(part -> x[part]).max().orElse(0);
        x[node] = (left + right) / 2;
        svg.append(
            parts.stream()
                .map(part -> "M%.1f %dV%d".formatted(x[part], bottom - UP * levels[part], y))
                .collect(
                    Collectors.joining(
                        "", "<path d=\"M%.1f %dH%.1f".formatted(left, y, right), "\"/>\n")));
      }
    }
    return svg.toString();
  }
}
