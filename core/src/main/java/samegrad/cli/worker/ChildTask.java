package samegrad.cli.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Logging;
import samegrad.json.Json;
import samegrad.spi.Causes;

/** What the main class of a {@link ChildJvm} calls. */
public final class ChildTask {
  /** What is to be done. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does the task.
     *
     * @param answer takes records, each of which is a line of the answer
     */
    void run(T task, Consumer<Object> answer) throws Exception;
  }

  private ChildTask() {}

  /**
   * Reads the task, has it done, and ends this JVM.
   *
   * @param arguments those of the main class
   */
  public static <T> void run(String[] arguments, Class<T> type, Work<T> work) {
    int status = ExitStatus.DONE;
    Locale.setDefault(Locale.ROOT);
    try {
      endWithParent();
      Logging.quiet();
      String task = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      Path file = Path.of(arguments[0]);
      work.run(Json.read(task, type), line -> append(file, Json.write(line)));
      append(file, ChildJvm.DONE);
    } catch (Throwable failure) { // an Error too is why there is no answer
      System.err.println(Causes.of(failure).get(0));
      status = ExitStatus.DEFECT;
    }
    System.exit(status);
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Nobody waits for the answer once the process that asked has ended, by whatever signal. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends the process
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(ExitStatus.DEFECT)));
  }
}
