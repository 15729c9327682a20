package samegrad.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import samegrad.Settings;

/**
 * Asks a backend in a JVM of its own, so that a native crash, a hang, or two native libraries that
 * do not get on cost one row and not the table.
 *
 * @param limit how long the other JVM may take
 */
record Isolated(Duration limit) {
  private static final Logger LOG = LoggerFactory.getLogger(Isolated.class);

  private static final Pattern SIGNAL =
      Pattern.compile("^#\\s+(SIG[A-Z]+|EXCEPTION_[A-Z_]+)\\b", Pattern.MULTILINE);
  private static final Pattern FRAME =
      Pattern.compile("^# Problematic frame:\\R#\\s+(.*?)\\s*$", Pattern.MULTILINE);

  /**
   * Asks.
   *
   * @param arguments what the worker is to do, beside the settings
   * @param input what it reads from its standard input
   */
  Outcome ask(Settings settings, List<String> arguments, byte[] input) {
    try {
      Path out = Files.createTempFile("samegrad", ".out");
      Path err = Files.createTempFile("samegrad", ".err");
      try {
        return ask(command(settings, arguments), input, out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    }
  }

  private Outcome ask(List<String> command, byte[] input, Path out, Path err)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      feed(process, input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Outcome.Failed("no answer within " + limit.toSeconds() + " s: stopped");
      }
    } finally {
      process.destroyForcibly();
    }
    return outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException gone) {
      LOG.debug("the worker ended before it had read all; its exit status says why", gone);
    }
  }

  static Outcome outcome(int status, String out, String err) throws IOException {
    Optional<String> last = out.lines().reduce((first, second) -> second);
    if (status == 0 && last.isPresent()) {
      return OutcomeJson.read(last.get());
    }
    Matcher signal = SIGNAL.matcher(out + err);
    if (signal.find()) {
      Matcher frame = FRAME.matcher(out + err);
      return new Outcome.Failed(
          "crashed: " + signal.group(1) + (frame.find() ? " in " + frame.group(1) : ""));
    }
    if (status > 128) {
      return new Outcome.Failed("killed by signal " + (status - 128));
    }
    String said = err.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("nothing");
    return new Outcome.Failed("ended with status " + status + ", saying: " + said);
  }

  /** This JVM's own command with a worker's arguments. */
  private static List<String> command(Settings settings, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + (File.separatorChar == '/' ? "/dev/null" : "NUL"));
    command.add("-Dstdout.encoding=" + StandardCharsets.UTF_8);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.add(WorkerCommand.NAME);
    command.addAll(BackendOptions.arguments(settings));
    command.addAll(arguments);
    return command;
  }
}
