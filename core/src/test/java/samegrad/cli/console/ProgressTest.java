package samegrad.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new ByteArrayInputStream(new byte[0]),
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8));

  private String said(boolean terminal, Duration period) throws Exception {
    try (Progress progress = new Progress(console, "soak", terminal, period)) {
      progress.at("plain, 1 of 2".repeat(terminal ? 9 : 1));
      for (int i = 0; i < 300 && err.size() == 0 && period.toMillis() < 1000; i++) {
        Thread.sleep(10);
      }
      progress.at("djl, 2 of 2");
      Thread.sleep(50);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_terminal_has_one_line_that_is_gone_at_the_end() throws Exception {
    String said = said(true, Duration.ofMillis(10));
    String[] lines = said.split("\r", -1);
    assertTrue(said.contains("\rsamegrad soak: djl, 2 of 2, 0:00"), said);
    for (String line : lines) {
      assertTrue(line.length() < 80, line);
    }
    assertEquals("", lines[lines.length - 1], said);
    assertTrue(lines[lines.length - 2].isBlank(), said);
    assertTrue(said.indexOf('\n') < 0, said);
  }

  @Test
  void elsewhere_lines_are_plain() throws Exception {
    String said = said(false, Duration.ofMillis(10));
    assertTrue(
        said.startsWith("samegrad soak: plain, 1 of 2, 0:00" + System.lineSeparator()), said);
    assertTrue(said.indexOf('\r') < 0 || System.lineSeparator().length() > 1, said);
  }

  @Test
  void what_is_over_soon_says_nothing() throws Exception {
    assertEquals("", said(true, Duration.ofMinutes(1)));
  }
}
