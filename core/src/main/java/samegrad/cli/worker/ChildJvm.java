package samegrad.cli.worker;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;
import samegrad.spi.Causes;

/**
 * Another JVM like this one that does one task, so that what it suffers (a native crash, a hang)
 * costs its answer and no more. Its side is {@link ChildTask}.
 *
 * <p>It reads its task from standard input and answers in a file, as any library may print to the
 * other streams. It ends with this JVM, by whatever signal, and all that it started ends with it.
 *
 * @param flags for the JVM; they stand after this one's own and so before them in force
 * @param environment variables that it has unless the user has set them
 * @param limit how long it may take
 * @param standardError where what it says there goes; PIPE: it is read, to say why it failed
 */
public record ChildJvm(
    List<String> flags,
    Map<String, String> environment,
    Duration limit,
    ProcessBuilder.Redirect standardError) {

  /** No limit that anybody waits for. */
  public static final Duration UNLIMITED = Duration.ofDays(365);

  /** The last line of an answer. */
  static final String DONE = "done";

  private static final boolean POSIX = File.separatorChar == '/';

  /** Keeps a crash that the JVM does not handle, such as abort(), from leaving a core file. */
  private static final List<String> WITHOUT_CORE =
      List.of("/bin/sh", "-c", "ulimit -c 0; exec \"$@\"", "samegrad");

  private static final List<String> WITHOUT_DUMPS =
      List.of(
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=" + (POSIX ? "/dev/null" : "NUL"),
          "-XX:ReplayDataFile=" + (POSIX ? "/dev/null" : "NUL"));

  /** Flags of this JVM that are of no use to another or would clash with it. */
  private static final List<String> OURS_ALONE =
      List.of(
          "-agentlib",
          "-agentpath",
          "-javaagent",
          "-Xrun",
          "-Dcom.sun.management.",
          "-XX:StartFlightRecording");

  /** Variables with flags; {@link #command} has those that this JVM took from them. */
  private static final List<String> FLAGS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** A JVM that is asked for two collectors does not start. */
  private static final Pattern COLLECTOR = Pattern.compile("-XX:[+-]Use\\w*GC");

  /**
   * What became of it.
   *
   * @param answer the lines of its answer, as far as it got
   * @param failure why it did not do all of its task, in one line; empty if it did
   */
  public record End(List<String> answer, Optional<String> failure) {}

  /**
   * The command that starts another JVM like this one.
   *
   * @param flags for the JVM
   * @param main its main class
   * @param arguments of that class
   */
  public static List<String> command(List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    boolean collected = flags.stream().anyMatch(COLLECTOR.asMatchPredicate());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> OURS_ALONE.stream().noneMatch(flag::startsWith))
        .filter(flag -> !(collected && COLLECTOR.matcher(flag).matches()))
        .forEach(command::add);
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Starts the JVM and waits for its end.
   *
   * @param main its main class, which calls {@link ChildTask#run}
   * @param task a record
   */
  public End run(Class<?> main, Object task) {
    try {
      return run(temporaryFolder(), main, task);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another JVM was at work", interrupted);
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("samegrad");
    } catch (IOException unusable) {
      throw new InvalidInputException(
          "the folder for temporary files, %s, cannot be used: %s; -Djava.io.tmpdir=FOLDER in JAVA_OPTS names another"
              .formatted(System.getProperty("java.io.tmpdir"), Causes.of(unusable).get(0)),
          unusable);
    }
  }

  private End run(Path folder, Class<?> main, Object task)
      throws IOException, InterruptedException {
    Path in = Files.writeString(folder.resolve("in"), Json.write(task));
    Path answer = Files.createFile(folder.resolve("answer"));
    Path out = Files.createFile(folder.resolve("out"));
    Path err = Files.createFile(folder.resolve("err"));
    // The last one is deleted first; a signal that ends this JVM leaves nothing behind either.
    List.of(folder, in, answer, out, err).forEach(file -> file.toFile().deleteOnExit());
    List<String> command = new ArrayList<>(POSIX ? WITHOUT_CORE : List.of());
    List<String> all = new ArrayList<>(flags);
    all.addAll(WITHOUT_DUMPS);
    command.addAll(command(all, main, answer.toString()));
    boolean kept = standardError == ProcessBuilder.Redirect.PIPE;
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(kept ? ProcessBuilder.Redirect.to(err.toFile()) : standardError);
    environment.forEach(builder.environment()::putIfAbsent);
    builder.environment().keySet().removeAll(FLAGS);
    Process process = builder.start();
    boolean inTime = waitFor(process);
    List<String> lines = lines(answer);
    boolean done = lines.remove(DONE);
    if (!inTime) {
      return failed(lines, "no answer within " + limit.toSeconds() + " s: stopped");
    }
    if (done && process.exitValue() == 0) {
      return new End(lines, Optional.empty());
    }
    // The JVM reports a crash on standard output, whatever else a library may have written there.
    String why = ProcessEnd.describe(process.exitValue(), text(out) + text(err));
    return failed(lines, why + (done ? ", after it had answered" : ""));
  }

  private static End failed(List<String> answer, String why) {
    return new End(answer, Optional.of(why));
  }

  /** Whether the process ended in time. It has ended in any case, as have those it started. */
  private boolean waitFor(Process process) throws InterruptedException {
    Thread stop = new Thread(() -> kill(process), "stop-child");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      kill(process);
      process.waitFor();
      try {
        Runtime.getRuntime().removeShutdownHook(stop);
      } catch (IllegalStateException ending) { // of this JVM: nobody waits for the answer
        Thread.currentThread().join();
      }
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** The lines that have an end: a JVM that was stopped may leave half of one. */
  private static List<String> lines(Path file) throws IOException {
    String text = text(file);
    return new ArrayList<>(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
