package samegrad.cli.order;

import java.util.ArrayList;
import java.util.LinkedList;
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

  /** In pixels: from an addition to the next, in a tree that is not deep. */
  private static final int UP = 12;

  private static final int HIGHEST = 400;

  private final SummationTree tree;
  private final int[] sizes;

  /** In pixels: from term to term. */
  private final int across;

  /** How many additions lie one above another below each node and with it. */
  private final int[] levels;

  Drawing(SummationTree tree) {
    this.tree = tree;
    this.sizes = tree.sizes();
    this.across = 7 + 6 * Integer.toString(tree.terms() - 1).length();
    this.levels = new int[sizes.length];
    for (int node = tree.terms(); node < levels.length; node++) {
      levels[node] = 1 + tree.parts(node).stream().mapToInt(part -> levels[part]).max().orElse(0);
    }
  }

  private boolean isTerm(int node) {
    return node < tree.terms();
  }

  private boolean isAtOnce(int node) {
    return tree.parts(node).size() > 2;
  }

  /** What is added one after another to give that node, or at once. */
  private List<Integer> summands(int node) {
    if (isAtOnce(node)) {
      return tree.parts(node);
    }
    LinkedList<Integer> chain = new LinkedList<>();
    int sum = node;
    while (tree.parts(sum).size() == 2
        && (chain.isEmpty() || sizes[tree.parts(sum).get(1)] == sizes[chain.getFirst()])) {
      chain.addFirst(tree.parts(sum).get(1));
      sum = tree.parts(sum).get(0);
    }
    chain.addFirst(sum);
    return chain;
  }

  /** A node as an expression. */
  String expression(int node) {
    if (isTerm(node)) {
      return Integer.toString(node);
    }
    List<Integer> nodes = summands(node);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      int last = i;
      while (last + 1 < nodes.size()
          && isTerm(nodes.get(i))
          && isTerm(nodes.get(last + 1))
          && nodes.get(last + 1) - nodes.get(last) == nodes.get(i + 1) - nodes.get(i)) {
        last++;
      }
      String text = expression(nodes.get(i));
      texts.add(isTerm(nodes.get(i)) || isAtOnce(node) ? text : "(" + text + ")");
      if (last - i >= RUN - 1) {
        texts.addAll(List.of(nodes.get(i + 1).toString(), "…", nodes.get(last).toString()));
        i = last;
      }
    }
    return isAtOnce(node) ? "Σ(" + String.join(", ", texts) + ")" : String.join("+", texts);
  }

  /** Adds the tree in a line where it is short enough, else in branches. */
  void lines(String indent, List<String> to) {
    lines(tree.root(), indent, indent, to);
  }

  private void lines(int node, String first, String rest, List<String> to) {
    String expression = expression(node);
    if (expression.length() <= WIDTH - first.length()) {
      to.add(first + expression);
      return;
    }
    to.add(first + (isAtOnce(node) ? "Σ" : "+"));
    List<Integer> summands = summands(node);
    int last = summands.get(summands.size() - 1);
    for (int part : summands) {
      lines(part, rest + (part == last ? "└─ " : "├─ "), rest + (part == last ? "   " : "│  "), to);
    }
  }

  int width() {
    return across * (tree.terms() + 1);
  }

  int height() {
    return (int) y(0) + 20;
  }

  /** Terms at the bottom, the sum of all at the top. */
  private double y(int node) {
    int top = levels[tree.root()];
    return 2 + (top - levels[node]) * Math.min(UP, HIGHEST / (top + 1.0));
  }

  /** As SVG: terms in a row, each addition a line above what it adds up. */
  String svg() {
    int[] start = new int[sizes.length];
    for (int node = tree.root(); node >= tree.terms(); node--) {
      int at = start[node];
      for (int part : tree.parts(node)) {
        start[part] = at;
        at += sizes[part];
      }
    }
    double[] x = new double[sizes.length];
    StringBuilder svg = new StringBuilder();
    for (int node = 0; node < sizes.length; node++) {
      List<Integer> parts = tree.parts(node);
      double left = parts.stream().mapToDouble(part -> x[part]).min().orElse(across);
      double right = parts.stream().mapToDouble(part -> x[part]).max().orElse(across);
      x[node] = isTerm(node) ? across * (start[node] + 1) : (left + right) / 2;
      double y = y(node);
      String branches =
          parts.stream()
              .map(part -> "M%.1f %.1fV%.1f".formatted(x[part], y(part), y))
              .collect(Collectors.joining());
      svg.append(
          isTerm(node)
              ? "<text x=\"%.0f\" y=\"%.0f\">%d</text>\n".formatted(x[node], y + 14, node)
              : "<path d=\"M%.1f %.1fH%.1f%s\"/>\n".formatted(left, y, right, branches));
    }
    return svg.toString();
  }
}
