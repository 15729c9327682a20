package samegrad.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import samegrad.Backends;
import samegrad.cli.Main;
import samegrad.cli.console.Console;
import samegrad.spi.BackendProvider;

/**
 * Loads the classes that {@code samegrad run} needs, on whatever backends run here, so that the
 * build can have the JVM write them to an archive from which the launcher's JVM maps them.
 */
final class ClassArchive {
  private ClassArchive() {}

  /** Runs the command line as a user would, and forgets what it prints. */
  public static void main(String... args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Console console = new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
    for (BackendProvider provider : Backends.find().providers()) {
      for (String format : new String[] {"text", "json"}) {
        Main.execute(console, "run", "--backend", provider.name(), "--format", format);
      }
    }
  }
}
