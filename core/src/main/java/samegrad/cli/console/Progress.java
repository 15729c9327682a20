package samegrad.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Function;

/**
 * What a command that takes long is at, on standard error: at a terminal, one line that is written
 * over each second and gone at the end; elsewhere, a plain line each minute. A command that is over
 * before says nothing.
 */
public final class Progress implements AutoCloseable {
  /** Whether standard error is a terminal. The launcher looks: a JVM cannot tell. */
  private static final boolean TERMINAL = Boolean.getBoolean("samegrad.terminal");

  /** A line longer than the terminal is wide could not be written over. */
  private static final int LONGEST = 79;

  private static final int BAR = 12;

  private final Console console;
  private final String command;
  private final boolean terminal;
  private final Timer timer = new Timer("progress", true);
  private final long begin = System.nanoTime();
  private String step = "";
  private int shown;

  /** Begins; each line begins with the command's name. */
  public Progress(Console console, String command) {
    this(console, command, TERMINAL, TERMINAL ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
  }

  Progress(Console console, String command, boolean terminal, Duration period) {
    this.console = console;
    this.command = command;
    this.terminal = terminal;
    TimerTask show =
        new TimerTask() {
          @Override
          public void run() {
            show();
          }
        };
    timer.schedule(show, period.toMillis(), period.toMillis());
  }

  /** What the work gives, and progress while it is done. */
  public static <T> T during(Console console, String command, Function<Progress, T> work) {
    try (Progress progress = new Progress(console, command)) {
      return work.apply(progress);
    }
  }

  /** What it is at from now on, such as "the second of three backends". */
  public synchronized void at(String what) {
    step = what;
  }

  /** Shows at once that so many parts of all are done: at a terminal with a bar. */
  public synchronized void at(int done, int all, String what) {
    int full = BAR * done / all;
    String bar = "█".repeat(full) + "░".repeat(BAR - full) + " " + what;
    step = terminal ? bar : "%d of %d, %s".formatted(done, all, what);
    show();
  }

  synchronized void show() {
    Duration past = Duration.ofNanos(System.nanoTime() - begin);
    String line =
        String.format(
            Locale.ROOT,
            "samegrad %s: %s, %d:%02d",
            command,
            step,
            past.toMinutes(),
            past.toSecondsPart());
    if (terminal) {
      rewrite(line.length() > LONGEST ? line.substring(0, LONGEST) : line);
    } else {
      console.error(line);
    }
  }

  private void rewrite(String line) {
    console.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())) + "\r" + line);
    console.err().flush();
    shown = line.length();
  }

  /** Ends; nothing of it stays on a terminal. */
  @Override
  public synchronized void close() {
    timer.cancel();
    if (shown > 0) {
      rewrite("");
    }
  }
}
