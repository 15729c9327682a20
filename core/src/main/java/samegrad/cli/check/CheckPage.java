package samegrad.cli.check;

import java.util.List;
import java.util.Locale;

/** A judgement as a page that needs nothing else; what is wrong is marked by more than a colour. */
final class CheckPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      pre { white-space: pre-wrap; font: inherit; font-weight: 600 }
      div { overflow-x: auto }
      td { text-align: right; padding: .1rem .6rem; font-variant-numeric: tabular-nums }
      .wrong { background: light-dark(#ffd7d5, #67060c); outline: 1px solid; font-weight: 700 }
      .wrong::after { content: " ✗" }
      .missing, .cannot-tell { font-style: italic; opacity: .75 }
      small { display: block; font-weight: 400 }
      """;

  private CheckPage() {}

  static String of(String title, String summary, List<CheckReport.FormTensor> tensors) {
    StringBuilder body = new StringBuilder();
    for (CheckReport.FormTensor tensor : tensors) {
      body.append(
          "<h2>%s <small>shape %s: %s%s</small></h2>\n<div><table>\n"
              .formatted(
                  escaped(tensor.name()),
                  tensor.shape(),
                  tensor.verdict(),
                  tensor.why().map(why -> ", " + escaped(why)).orElse("")));
      for (CheckReport.FormNumber number : tensor.numbers()) {
        body.append(number.column() == 0 ? "<tr>" : "").append(cell(number));
      }
      body.append("</table></div>\n");
    }
    return """
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    <h1>%s</h1>
    <pre>%s</pre>
    %s</html>
    """
        .formatted(escaped(title), STYLE, escaped(title), escaped(summary), body);
  }

  private static String cell(CheckReport.FormNumber number) {
    String mark = number.verdict().toString().toLowerCase(Locale.ROOT).replace(' ', '-');
    boolean wrong = mark.equals("wrong");
    return "<td class=\"%s\">%s%s\n"
        .formatted(
            mark,
            escaped(number.written()),
            number
                .right()
                .filter(right -> wrong)
                .map(right -> "<small>right: " + right + "</small>")
                .orElse(""));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
