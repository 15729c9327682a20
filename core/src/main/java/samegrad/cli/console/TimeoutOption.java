package samegrad.cli.console;

import java.time.Duration;
import picocli.CommandLine.Option;
import samegrad.network.InvalidInputException;

/** The option that says how long one backend may take. */
public final class TimeoutOption {
  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long one backend may take. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  /** With a default. */
  public TimeoutOption(int seconds) {
    this.seconds = seconds;
  }

  /**
   * The limit.
   *
   * @throws InvalidInputException if it is less than a second
   */
  public Duration limit() {
    if (seconds < 1) {
      throw new InvalidInputException("--timeout: is 1 second or more, not " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }
}
