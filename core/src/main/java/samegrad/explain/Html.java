package samegrad.explain;

import java.util.List;
import java.util.stream.Collectors;
import samegrad.tensor.Shape;

/** Formulas, written as {@link Quantity#line} has them, in HTML. */
final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      .formula { font: italic 18px/1.5 "STIX Two Math", "Cambria Math", serif; margin: .5rem 0 0 }
      .formula small { font: 14px system-ui, sans-serif; opacity: .8 }
      table { border-left: 2px solid; border-right: 2px solid; border-radius: 8px; margin: .25rem 0 1rem 2rem }
      .scroll { overflow-x: auto }
      td { text-align: right; padding: 0 .6rem; font-variant-numeric: tabular-nums }
      """;

  private Html() {}

  static String formula(String line) {
    return line.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("(?<![\\w-])([zaWbδ])(\\d+)", "$1<sub>$2</sub>");
  }

  static String equation(String line, Shape shape, List<List<String>> rows) {
    String body =
        rows.stream()
            .map(
                row ->
                    row.stream()
                        .map(cell -> "<td>" + cell.replace('-', '−'))
                        .collect(Collectors.joining("", "<tr>", "\n")))
            .collect(Collectors.joining());
    return "<p class=\"formula\">%s <small>shape %s</small></p>\n<div class=\"scroll\"><table>\n%s</table></div>\n"
        .formatted(formula(line), shape, body);
  }

  static String page(String title, String body) {
    String heading = formula(title);
    return """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    <h1>%s</h1>
    %s</html>
    """
        .formatted(title.replace("&", "&amp;").replace("<", "&lt;"), STYLE, heading, body);
  }
}
