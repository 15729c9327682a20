package samegrad.benchmarks.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.benchmarks.BackendChoice;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Subcommand;
import samegrad.cli.worker.ChildJvm;
import samegrad.json.Json;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;

/** {@code samegrad fuzz}: looks for programs that a backend computes wrong. */
@Command(
    name = "fuzz",
    description = {
      "Draws programs at random, runs them on each backend, in a JVM of its own, with several"
          + " numbers of threads, and prints the smallest one whose result is wrong, as Java."
          + " If a network shows it, too, the smallest such one goes into the file"
          + " wrong-BACKEND.json.",
      "Exit status 0 if nothing is wrong, 1 if something is or a backend crashes."
    },
    footer = "%nExample: samegrad fuzz --backend plain --seconds 1",
    mixinStandardHelpOptions = true)
public final class FuzzCommand implements Subcommand {
  /** For starting, for making a failure smaller, and for a slow machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

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
  public int run(Console console) throws IOException {
    if (seconds < 1) {
      throw new InvalidInputException("--seconds: is 1 or more, not " + seconds);
    }
    int status = ExitStatus.DONE;
    for (BackendProvider provider : backends.available()) {
      if (!isRight(provider.name(), backends.config(), console)) {
        status = ExitStatus.NO;
      }
    }
    return status;
  }

  private boolean isRight(String name, EngineConfig config, Console console) throws IOException {
    console.error("%s: %d s, --seed %d".formatted(name, seconds, seed));
    ChildJvm jvm =
        new ChildJvm(
            List.of(),
            Map.of(),
            Duration.ofSeconds(seconds).plus(PATIENCE),
            ProcessBuilder.Redirect.PIPE);
    ChildJvm.End end = jvm.run(FuzzMain.class, new FuzzMain.Task(name, config, seconds, seed));
    if (end.failure().isPresent()) {
      console.result(
          "%s: %s; --seed %d does the same%n".formatted(name, end.failure().get(), seed));
      return false;
    }
    FuzzMain.Answer answer = Json.read(end.answer().get(0), FuzzMain.Answer.class);
    String wrong = answer.failure() == null ? "none wrong" : "one wrong: " + answer.failure();
    console.result("%s: %s%n%s%n".formatted(name, wrong, answer.summary()));
    if (answer.network() != null) {
      Path file = Path.of("wrong-" + name + ".json");
      Files.writeString(file, answer.network());
      console.result("samegrad compare --network %s shows it, too%n".formatted(file));
    }
    return answer.failure() == null;
  }
}
