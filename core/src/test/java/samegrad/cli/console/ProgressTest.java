package samegrad.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));

  private String said(boolean terminal) {
    try (Progress progress = new Progress(console, "soak", terminal, Duration.ofDays(1))) {
      progress.at("plain, 1 of 2".repeat(9));
      progress.show();
      progress.at("djl, 2 of 2");
      progress.show();
      progress.at(1, 4, "djl 2 µs");
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_terminal_has_one_line_that_is_gone_at_the_end() {
    String[] lines = said(true).split("\r", -1);
    assertTrue(Arrays.asList(lines).contains("samegrad soak: djl, 2 of 2, 0:00"));
    assertEquals("samegrad soak: ███░░░░░░░░░ djl 2 µs, 0:00", lines[lines.length - 3]);
    for (String line : lines) {
      assertTrue(line.length() < 80 && line.indexOf('\n') < 0, line);
    }
    assertTrue(lines[lines.length - 2].isBlank() && lines[lines.length - 1].isEmpty());
  }

  @Test
  void elsewhere_lines_are_plain() {
    assertEquals(
        List.of("samegrad soak: djl, 2 of 2, 0:00", "samegrad soak: 1 of 4, djl 2 µs, 0:00"),
        said(false).lines().skip(1).toList());
  }

  @Test
  void it_goes_on_by_itself() throws Exception {
    try (Progress progress = new Progress(console, "soak", false, Duration.ofMillis(1))) {
      progress.at("djl");
      for (int i = 0; i < 1000 && err.size() == 0; i++) {
        Thread.sleep(10);
      }
    }
    assertTrue(err.size() > 0);
  }
}
