package samegrad.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The assembled command line, started as a user does. */
final class Launcher {
  static final Path HOME = Path.of("target", "samegrad").toAbsolutePath();

  /** For a JVM that ends before optimised code would pay, as most do here. */
  static final String SHORT = "-XX:TieredStopAtLevel=1";

  private Launcher() {}

  /**
   * What a call gave.
   *
   * @param status its exit status
   * @param out its standard output
   * @param err its standard error, without what the JVM says of its incubator module
   */
  record Result(int status, String out, String err) {}

  static Result run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), "", arguments);
  }

  static Result run(Map<String, String> environment, String input, String... arguments)
      throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return start(
        HOME.resolve("bin").resolve(windows ? "samegrad.bat" : "samegrad"),
        environment,
        input,
        arguments);
  }

  /** A JVM of the kind that runs the tests. */
  static Result java(String... arguments) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return start(java, Map.of(), "", arguments);
  }

  static Result start(
      Path command, Map<String, String> environment, String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(command.toString());
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile("samegrad", ".out");
    Path err = Files.createTempFile("samegrad", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      // Scalar kernels, which plain would take anyway; asked for, they need no word.
      builder.environment().put("JAVA_OPTS", SHORT + " -Dsamegrad.plain.vector=scalar");
      builder.environment().putAll(environment);
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("no end within 5 minutes: " + line);
      }
      String said =
          String.join(
              "\n",
              Files.readAllLines(err).stream()
                  .filter(one -> !one.startsWith("WARNING: Using incubator modules"))
                  .filter(one -> !one.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                  .toList());
      return new Result(process.exitValue(), Files.readString(out), said);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
