package samegrad.benchmarks.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.benchmarks.BackendChoice;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Subcommand;
import samegrad.cli.worker.ChildJvm;
import samegrad.json.Json;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;

/** {@code samegrad soak}: many gradient steps, and whether memory stays as it was. */
@Command(
    name = "soak",
    description = {
      "Does many gradient steps on each backend, in a JVM of its own, and shows its memory.",
      "Exit status 0 if all stay within 1 %% of what they took after a warm-up, 1 if not."
    },
    footer = "%nExample: samegrad soak --backend plain --steps 1000 --warm-up 1",
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Subcommand {
  /** A heap that does not grow, so that what grows is not the heap. */
  private static final List<String> HEAP =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  /** A day. */
  private static final int MOST_SECONDS = 86_400;

  @Mixin private NetworkArgument network = new NetworkArgument();
  @Mixin private BackendChoice backends = new BackendChoice();
  @Mixin private FormatOption format = new FormatOption();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "How many gradient steps, 10 or more. Default: ${DEFAULT-VALUE}.")
  private long steps = 100_000;

  @Option(
      names = "--throw-every",
      paramLabel = "N",
      description =
          "Each how many steps one fails half-way; 0 for none. Default: ${DEFAULT-VALUE}.")
  private long throwEvery = 100;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Steps before the first look at the memory: a tenth as many, and at least for so long."
              + " Default: ${DEFAULT-VALUE}.")
  private double warmUp = 15;

  /** For {@link java.util.ServiceLoader}. */
  public SoakCommand() {}

  @Override
  public int run(Console console) throws IOException {
    ResidentMemory.unreadable()
        .ifPresent(
            why -> {
              throw new InvalidInputException("soak: " + why);
            });
    if (steps < Soak.PARTS) {
      throw new InvalidInputException("--steps: is " + Soak.PARTS + " or more, not " + steps);
    }
    if (throwEvery < 0) {
      throw new InvalidInputException("--throw-every: is 0 or more, not " + throwEvery);
    }
    if (!(warmUp >= 0 && warmUp <= MOST_SECONDS)) {
      throw new InvalidInputException(
          "--warm-up: is from 0 to " + MOST_SECONDS + " seconds, not " + warmUp);
    }
    EngineConfig config = backends.config();
    Homework homework = network.homework(console);
    List<SoakResult> results = new ArrayList<>();
    for (BackendProvider provider : backends.available()) {
      String name = provider.name();
      Soak.Task task = new Soak.Task(name, config, homework, steps, throwEvery, warmUp);
      ChildJvm jvm =
          new ChildJvm(HEAP, Map.of(), ChildJvm.UNLIMITED, ProcessBuilder.Redirect.INHERIT);
      ChildJvm.End end = jvm.run(Soak.class, task);
      if (end.failure().isPresent()) {
        console.error("samegrad: soak: " + name + " " + end.failure().get());
        return ExitStatus.DEFECT;
      }
      SoakResult result = Json.read(end.answer().get(0), SoakResult.class);
      if (!config.device().isCpu() && !result.showsGpu()) {
        console.error("samegrad: soak: nvidia-smi does not tell the GPU's memory in use");
      }
      results.add(result);
    }
    console.result(
        format.write(results, () -> SoakReport.text(homework, throwEvery, HEAP, results)));
    return results.stream().allMatch(SoakResult::flat) ? ExitStatus.DONE : ExitStatus.NO;
  }
}
