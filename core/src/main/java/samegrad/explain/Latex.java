package samegrad.explain;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Formulas, written as {@link Quantity#line} has them, in LaTeX. */
final class Latex {
  /** In this order: what comes first is longer. */
  private static final List<Map.Entry<String, String>> FORMULA =
      List.of(
          Map.entry("∂L/∂([zaWb])(\\d+)", "\\\\frac{\\\\partial L}{\\\\partial $1_{$2}}"),
          Map.entry("([zaδ])(\\d+)ₙ", "$1_{$2,n}"),
          Map.entry("([zaWbδ])(\\d+)", "$1_{$2}"),
          Map.entry("([yLx])ₙ", "$1_{n}"),
          Map.entry("\\)ₙ", ")_{n}"),
          Map.entry("Σₙ", "\\\\sum_{n} "),
          Map.entry("Σ", "\\\\sum "),
          Map.entry("1/M", "\\\\frac{1}{M}"),
          Map.entry("\\bσ′|σ'", "\\\\sigma'"),
          Map.entry("σ", "\\\\sigma"),
          Map.entry("δ", "\\\\delta"),
          Map.entry("ᵀ", "^{\\\\top}"),
          Map.entry("⊙", "\\\\odot "),
          Map.entry("·", "\\\\cdot "),
          Map.entry("½", "\\\\tfrac{1}{2}"),
          Map.entry("‖", "\\\\Vert "),
          Map.entry("²", "^{2}"),
          Map.entry("−", "-"),
          Map.entry("′", "'"),
          Map.entry("\\b(tanh|relu|softmax|log|exp)\\b", "\\\\operatorname{$1}"));

  private static final Pattern SPECIAL = Pattern.compile("[\\\\{}$&#^_%~<>|\"]|[^\\x20-\\x7eÀ-ÿ]");

  /** What in a sentence is a formula: it has a letter that prose has not, or a quantity's name. */
  private static final Pattern FORMULA_IN_PROSE =
      Pattern.compile("\\S*[∂δσΣ⊙ᵀ½²]\\S*|\\b[zaWb]\\d+\\b|\\b1/M\\b|−|\\by\\b");

  private Latex() {}

  static String formula(String line) {
    String latex = line;
    for (Map.Entry<String, String> rule : FORMULA) {
      latex = latex.replaceAll(rule.getKey(), rule.getValue());
    }
    return latex;
  }

  /** The formula and, as a matrix, what it comes to. */
  static String equation(String line, List<List<String>> rows) {
    String matrix =
        rows.stream()
            .map(row -> row.stream().map(Latex::number).collect(Collectors.joining(" & ")))
            .collect(Collectors.joining(" \\\\ "));
    boolean scalar = rows.size() == 1 && rows.get(0).size() == 1;
    return formula(line)
        + " = "
        + (scalar ? matrix : "\\begin{pmatrix} " + matrix + " \\end{pmatrix}");
  }

  private static String number(String digits) {
    return digits
        .replace("…", "\\cdots")
        .replaceAll("e([-+])0*(\\d+)", "\\\\cdot 10^{$1$2}")
        .replace("{+", "{");
  }

  /** A sentence, with formulas in it. */
  static String prose(String text) {
    return FORMULA_IN_PROSE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement("$" + formula(match.group()) + "$"));
  }

  static String document(String title, String body) {
    return """
    \\documentclass[a4paper]{article}
    \\usepackage{amsmath}
    \\setlength{\\textwidth}{17cm}
    \\setlength{\\oddsidemargin}{-5mm}
    \\setlength{\\topmargin}{-15mm}
    \\setlength{\\textheight}{25cm}
    \\title{%s}
    \\author{}
    \\date{}
    \\begin{document}
    \\maketitle
    %s
    \\end{document}
    """
        .formatted(SPECIAL.matcher(title).replaceAll("-"), body);
  }
}
