package samegrad.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import samegrad.json.Json;

/** Results as one page, from the template beside this class, which draws them itself. */
final class HtmlPage {
  private static final String TEMPLATE = "page.html";

  private HtmlPage() {}

  /** The page; the answer is text in it, for readers without JavaScript. */
  static String html(Results results) throws IOException {
    List<String> answer =
        results.isOfBench()
            ? results.recommendation().answer()
            : List.of("These are figures of JMH's suites; samegrad bench answers for a network.");
    String title =
        results.isOfBench()
            ? "Which backend for " + results.context().orElseThrow().network() + "?"
            : "Benchmarks";
    StringBuilder text = new StringBuilder("<p>").append(escaped(answer.get(0))).append("</p><ul>");
    answer.stream()
        .skip(1)
        .forEach(line -> text.append("<li>").append(escaped(line)).append("</li>"));
    // No text of the data may end the element they stand in.
    String data = Json.write(results).replace("<", "\\u003c");
    return template()
        .replace("@title@", escaped(title))
        .replace("@answer@", text.append("</ul>"))
        .replace("@data@", data);
  }

  private static String template() throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IOException("no " + TEMPLATE + " in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
