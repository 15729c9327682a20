package samegrad.benchmarks.fuzz;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.benchmarks.BackendChoice;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Subcommand;
import samegrad.conformance.search.Search;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendProvider;

/** {@code samegrad fuzz}: looks for programs that a backend computes wrong. */
@Command(
    name = "fuzz",
    description = {
      "Draws programs at random, runs them on each backend with several numbers of threads, and"
          + " prints the smallest one whose result is wrong, as Java.",
      "Exit status 0 if nothing is wrong, 1 if something is."
    },
    footer = "%nExample: samegrad fuzz --backend plain --seconds 1",
    mixinStandardHelpOptions = true)
public final class FuzzCommand implements Subcommand {
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  @Mixin private BackendChoice backends = new BackendChoice();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long, for each backend. Default: ${DEFAULT-VALUE}.")
  private long seconds = 60;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed draws the same programs. Default: another one each time.")
  private long seed = System.nanoTime() % 1_000_000;

  /** For {@link java.util.ServiceLoader}. */
  public FuzzCommand() {}

  @Override
  public int run(Console console) {
    if (seconds < 1) {
      throw new InvalidInputException("--seconds: is 1 or more, not " + seconds);
    }
    int status = ExitStatus.DONE;
    for (BackendProvider provider : backends.available()) {
      console.error("%s: %d s, --seed %d".formatted(provider.name(), seconds, seed));
      Search.Result result =
          new Search(provider, backends.config().device(), seed)
              .run(Duration.ofSeconds(seconds), SHRINKING);
      console.result(
          "%s: %d programs in %.1f s, %s%n%s%n"
              .formatted(
                  provider.name(),
                  result.programs(),
                  result.time().toMillis() / 1e3,
                  result.failure().map(wrong -> "one wrong: " + wrong).orElse("none wrong"),
                  result.coverage()));
      status = result.failure().isPresent() ? ExitStatus.NO : status;
    }
    return status;
  }
}
