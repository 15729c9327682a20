package samegrad.cli.worker;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a JVM ended without the answer it was asked for, from what it left. */
final class ProcessEnd {
  /** What HotSpot writes as it dies: a POSIX signal, or an exception of Windows. */
  private static final Pattern SIGNAL =
      Pattern.compile("^#\\s+(SIG[A-Z]+|EXCEPTION_[A-Z_]+)\\b", Pattern.MULTILINE);

  private static final Pattern FRAME =
      Pattern.compile("^# Problematic frame:\\R#\\s+(.*?)\\s*$", Pattern.MULTILINE);

  /** Any other fatal error of HotSpot's, such as a failed assertion of its own. */
  private static final Pattern FATAL =
      Pattern.compile(
          "^# +((?:Internal Error|There is insufficient memory).*?)\\s*$", Pattern.MULTILINE);

  /** What the JVM itself says of its flags, of what libraries do, and that it does not start. */
  private static final Pattern OF_THE_JVM =
      Pattern.compile(
          "WARNING: .*|Picked up [A-Z_]+: .*|.* VM warning: .*|(\\[[^\\]]*\\])?\\[warning.*"
              + "|Error: Could not create the Java Virtual Machine\\."
              + "|Error: A fatal exception has occurred\\. Program will exit\\.");

  /** A process that a signal ended has that plus the signal's number as its status. */
  private static final int SIGNALLED = 128;

  /** Signals whose numbers Linux and macOS share, so SIGBUS is not among them. */
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          2, "SIGINT",
          4, "SIGILL",
          6, "SIGABRT",
          8, "SIGFPE",
          9, "SIGKILL, as when the system runs out of memory",
          11, "SIGSEGV",
          15, "SIGTERM");

  private ProcessEnd() {}

  /**
   * Why, in one line.
   *
   * @param status its exit status
   * @param said what it wrote to standard output and standard error
   */
  static String describe(int status, String said) {
    Matcher signal = SIGNAL.matcher(said);
    if (signal.find()) {
      Matcher frame = FRAME.matcher(said);
      return "crashed: " + signal.group(1) + (frame.find() ? " in " + frame.group(1) : "");
    }
    Matcher fatal = FATAL.matcher(said);
    if (fatal.find()) {
      return "crashed: " + fatal.group(1);
    }
    if (status > SIGNALLED && SIGNALS.containsKey(status - SIGNALLED)) {
      return "crashed: " + SIGNALS.get(status - SIGNALLED) + lastWords(said);
    }
    return "ended with status " + status + " before it had answered" + lastWords(said);
  }

  private static String lastWords(String said) {
    Optional<String> last =
        said.lines()
            .filter(line -> !line.isBlank() && !OF_THE_JVM.matcher(line).matches())
            .reduce((before, line) -> line);
    return last.map(line -> ", saying: " + line.strip()).orElse("");
  }
}
