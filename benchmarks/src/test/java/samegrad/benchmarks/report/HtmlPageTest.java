package samegrad.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page, and how it looks in a browser. */
final class HtmlPageTest {
  private static String page() throws IOException {
    return HtmlPage.html(Results.of(SampleRun.records(1, "", 1)));
  }

  @Test
  void the_page_needs_nothing_else_and_no_text_of_the_data_becomes_markup() throws Exception {
    String page = page();
    assertAll(
        () -> assertFalse(page.contains("http"), "an address"),
        () -> assertFalse(page.contains("<b>homework"), "markup of the data"),
        () -> assertEquals(2, page.split("</script>", -1).length - 1),
        () -> assertTrue(page.contains("here: plain is fastest")));
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "1280, dark", "400, light", "400, dark"})
  void nothing_is_clipped_or_overlaps_or_is_hard_to_read(
      int width, String theme, @TempDir Path folder) throws Exception {
    String audited;
    try (InputStream script = HtmlPageTest.class.getResourceAsStream("audit.js")) {
      assertTrue(script != null, "no audit.js");
      audited =
          page()
              .replace(
                  "</body>",
                  "<script>"
                      + new String(script.readAllBytes(), StandardCharsets.UTF_8)
                      + "</script></body>");
    }
    Path file = Files.writeString(folder.resolve("page.html"), audited);
    String dom =
        chromium(
            folder,
            "--window-size=" + width + ",2000",
            "--blink-settings=preferredColorScheme=" + (theme.equals("dark") ? 0 : 1),
            "--dump-dom",
            file.toUri().toString());
    Matcher problems = Pattern.compile("data-problems=\"([^\"]*)\"").matcher(dom);
    assertTrue(problems.find(), "the audit did not run: " + dom.length() + " characters");
    assertEquals("none", problems.group(1));
  }

  @Test
  void the_page_prints(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("page.html"), page());
    Path pdf = folder.resolve("page.pdf");
    chromium(folder, "--print-to-pdf=" + pdf, file.toUri().toString());
    assertTrue(Files.size(pdf) > 20_000, () -> pdf + " is empty");
  }

  /** What headless Chromium prints; its console says nothing of an error. */
  private static String chromium(Path folder, String... arguments) throws Exception {
    Optional<Path> browser =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(
                name ->
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(path -> Path.of(path, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH");
    Path err = folder.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                browser.orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--virtual-time-budget=2000",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> out);
    List<String> console =
        Files.readAllLines(err).stream().filter(line -> line.contains(":CONSOLE")).toList();
    assertEquals(List.of(), console);
    return out;
  }
}
