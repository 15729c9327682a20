package samegrad.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out for the result
 * @param err for everything else
 */
public record Console(InputStream in, PrintStream out, PrintStream err) {
  /** Control characters that are no space, line's end or tabulator. */
  private static final Pattern COMMANDS = Pattern.compile("[\\p{Cc}&&[^\r\n\t]]");

  /** Standard output for picocli. */
  public PrintWriter writer() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** Standard error for picocli. */
  public PrintWriter errorWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** Writes a result and a line's end, all at once. */
  public void result(String text) {
    out.println(harmless(text));
    out.flush();
  }

  /** Writes a line on what went wrong. */
  public void error(String line) {
    err.println(harmless(line));
    err.flush();
  }

  /** What comes from a file or a library may try to command the terminal. */
  private static String harmless(String text) {
    return COMMANDS.matcher(text).replaceAll("�");
  }
}
