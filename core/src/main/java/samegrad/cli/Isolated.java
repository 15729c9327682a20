package samegrad.cli;

import java.io.File;
import java.io.IOException;
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
import java.util.stream.Stream;
import samegrad.Settings;

/**
 * Asks a backend in a JVM of its own, so that a native crash, a hang, or two native libraries that
 * do not get on cost one row and not the table.
 *
 * @param limit how long the other JVM may take
 */
record Isolated(Duration limit) {
  /** How many threads an OpenMP runtime starts; it reads this once, as it is loaded. */
  private static final String OPENMP = "OMP_NUM_THREADS";

  /** Keeps a crash that the JVM does not handle, such as abort(), from leaving a core file. */
  private static final List<String> WITHOUT_CORE =
      List.of("/bin/sh", "-c", "ulimit -c 0; exec \"$@\"", "samegrad");

  /** Flags of this JVM that are of no use to another or would clash with it. */
  private static final List<String> OURS_ALONE =
      List.of(
          "-agentlib",
          "-agentpath",
          "-javaagent",
          "-Xrun",
          "-Dcom.sun.management.jmxremote",
          "-XX:StartFlightRecording");

  /**
   * Asks.
   *
   * @param arguments what the worker is to do, beside the settings
   * @param input what it reads from its standard input
   */
  Examination ask(Declared declared, Settings settings, List<String> arguments, byte[] input) {
    try {
      Path folder = Files.createTempDirectory("samegrad");
      try {
        return ask(folder, declared, settings, arguments, input);
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a backend was asked", interrupted);
    }
  }

  private Examination ask(
      Path folder, Declared declared, Settings settings, List<String> arguments, byte[] input)
      throws IOException, InterruptedException {
    Path in = Files.write(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Answer answer = new Answer(Files.createFile(folder.resolve("answer")));
    ProcessBuilder builder =
        new ProcessBuilder(command(declared, settings, arguments, answer.file()))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putIfAbsent(OPENMP, Integer.toString(settings.engine().threads()));
    Process process = builder.start();
    if (!waitFor(process)) {
      return failed(declared, answer, "no answer within " + limit.toSeconds() + " s: stopped");
    }
    int status = process.exitValue();
    if (status == 0 && answer.isComplete()) {
      return answer.read(declared);
    }
    // The JVM reports a crash on standard output, whatever else a library may have written there.
    String said = text(out) + text(err);
    return failed(
        declared,
        answer,
        ProcessEnd.describe(status, said) + (answer.isComplete() ? ", after it had answered" : ""));
  }

  private static Examination failed(Declared declared, Answer answer, String why)
      throws IOException {
    return new Examination(declared, answer.facts(), Optional.empty(), new Outcome.Failed(why));
  }

  /** Whether the process ended in time. It has ended in any case, as have those it started. */
  private boolean waitFor(Process process) throws InterruptedException {
    Thread stop = new Thread(() -> kill(process), "stop-worker");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      kill(process);
      process.waitFor();
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** This JVM's own command with a worker's arguments. */
  private static List<String> command(
      Declared declared, Settings settings, List<String> arguments, Path answer) {
    boolean posix = File.separatorChar == '/';
    List<String> command = new ArrayList<>(posix ? WITHOUT_CORE : List.of());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> OURS_ALONE.stream().noneMatch(flag::startsWith))
        .forEach(command::add);
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + (posix ? "/dev/null" : "NUL"));
    command.add("-XX:ReplayDataFile=" + (posix ? "/dev/null" : "NUL"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.add(WorkerCommand.NAME);
    command.addAll(List.of("--provider", declared.provider(), "--services", declared.file()));
    command.addAll(List.of("--answer", answer.toString()));
    command.addAll(BackendOptions.arguments(settings));
    command.addAll(arguments);
    return command;
  }
}
