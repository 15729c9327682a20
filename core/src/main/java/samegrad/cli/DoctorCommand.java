package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.network.InvalidInputException;

/** {@code samegrad doctor}: what is there, whether it works, and if not, why and what to do. */
@Command(
    name = "doctor",
    description = {
      "Examines every backend, each in a JVM of its own: where it comes from, what it loads,"
          + " whether its numbers are right; what is wrong and what to do about it.",
      "Exit status 0 if every backend found works, 1 if not."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private BackendOptions options = new BackendOptions();

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private OutputFormat format = OutputFormat.text;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long one backend may take. Default: ${DEFAULT-VALUE}.")
  private int timeout = 120;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    if (timeout < 1) {
      throw new InvalidInputException("--timeout: is 1 second or more, not " + timeout);
    }
    Checkup checkup = Checkup.of(options.settings(), Duration.ofSeconds(timeout));
    console.result(
        format == OutputFormat.json ? CheckupJson.write(checkup) : CheckupText.write(checkup));
    return checkup.isWell() ? 0 : Main.NO;
  }
}
