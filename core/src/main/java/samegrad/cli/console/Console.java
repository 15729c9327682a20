package samegrad.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes.
 *
 * @param in standard input
 * @param out for the result
 * @param err for everything else
 */
public record Console(InputStream in, PrintStream out, PrintStream err) {
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
    out.println(text);
    out.flush();
  }

  /** Writes a line on what went wrong. */
  public void error(String line) {
    err.println(line);
    err.flush();
  }
}
