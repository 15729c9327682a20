package samegrad.explain;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import samegrad.tensor.Shape;

/** Pages that need nothing else, for screens of any width, light or dark. */
public final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.5rem; overflow-wrap: anywhere }
      h2 { font-size: 1.2rem; line-height: 1.3; margin: 1.5rem 0 0 }
      small { font: 14px system-ui, sans-serif; opacity: .8; margin-left: .5rem }
      .summary { white-space: pre-wrap }
      .formula { font: italic 18px/1.5 "STIX Two Math", "Cambria Math", serif; margin: .5rem 0 0 }
      .scroll { overflow-x: auto; margin: .25rem 0 1rem }
      table { border: solid; border-width: 0 2px; border-radius: 8px; margin-left: 1rem }
      td { text-align: right; padding: 0 .6rem; font-variant-numeric: tabular-nums; white-space: nowrap }
      @media (max-width: 30rem) { td { padding: 0 .3rem } table { margin-left: 0 } }
      td small { display: block; margin: 0 }
      .wrong { background: light-dark(#ffd7d5, #67060c); font-weight: 700 }
      .missing, .cannot-tell { font-style: italic; opacity: .75 }
      """;

  private Html() {}

  /** Text as a page shows it. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A formula, as {@link Quantity#line} has them. */
  static String formula(String line) {
    return escaped(line).replaceAll("(?<![\\w-])([zaWbδ])(\\d+)", "$1<sub>$2</sub>");
  }

  static String equation(String line, Shape shape, List<List<String>> rows) {
    return "<p class=\"formula\">%s <small>shape %s</small></p>\n%s"
        .formatted(
            formula(line),
            shape,
            matrix(
                rows.stream()
                    .map(row -> row.stream().map(cell -> "<td>" + cell.replace('-', '−')).toList())
                    .toList()));
  }

  /** Rows of cells, each of which begins with its tag. */
  public static String matrix(Collection<List<String>> rows) {
    return rows.isEmpty()
        ? ""
        : rows.stream()
            .map(row -> "<tr>" + String.join("", row) + "\n")
            .collect(Collectors.joining("", "<div class=\"scroll\"><table>\n", "</table></div>\n"));
  }

  /** A page. */
  public static String page(String title, String body) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    <h1>%1$s</h1>
    %3$s</html>
    """
        .formatted(escaped(title), STYLE, body);
  }
}
