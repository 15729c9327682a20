package samegrad.benchmarks.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.benchmarks.OwnJvm;
import samegrad.benchmarks.StandardOutput;
import samegrad.cli.ExtraCommand;
import samegrad.cli.Main;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.NetworkFile;
import samegrad.spi.BackendProvider;

/** {@code samegrad soak}: many gradient steps, and whether memory stays as it was. */
@Command(
    name = "soak",
    description = {
      "Does many gradient steps on each backend, in a JVM of its own, and shows its memory.",
      "Exit status 0 if all stay within 1 % of what they took after a warm-up, 1 if not."
    },
    mixinStandardHelpOptions = true)
public final class SoakCommand implements ExtraCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A heap that does not grow, so that what grows is not the heap. */
  private static final List<String> HEAP =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private enum Format {
    text,
    json
  }

  @Option(names = "--backend", paramLabel = "NAME", description = "Default: all there are.")
  private @Nullable String backend;

  @Option(names = "--steps", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private long steps = 100_000;

  @Option(
      names = "--throw-every",
      paramLabel = "N",
      description =
          "Each how many steps one fails half-way; 0 for none. Default: ${DEFAULT-VALUE}.")
  private long throwEvery = 100;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "A network as JSON. Default: the built-in homework.")
  private @Nullable String network;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Steps before the first look at the memory: a tenth as many, and at least for so long."
              + " Default: ${DEFAULT-VALUE}.")
  private double warmUp = 15;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  @Option(names = "--worker", hidden = true, description = "Run in this JVM and answer in JSON.")
  private boolean worker;

  /** For {@link java.util.ServiceLoader}. */
  public SoakCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
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
    Homework homework = network == null ? Homework.builtIn() : NetworkFile.read(Path.of(network));
    if (worker) {
      try (Backend opened = Backends.open(settings(Optional.ofNullable(backend).orElseThrow()))) {
        print(JSON.writeValueAsString(Soak.run(opened, homework, steps, throwEvery, warmUp)));
      }
      return 0;
    }
    List<SoakResult> results = new ArrayList<>();
    for (String name : names()) {
      results.add(inOwnJvm(name));
    }
    print(
        format == Format.json
            ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results)
            : SoakReport.text(homework, throwEvery, HEAP, results));
    return results.stream().allMatch(SoakResult::flat) ? 0 : 1;
  }

  private static void print(String text) {
    StandardOutput.open().println(text);
  }

  private static Settings settings(String name) {
    try {
      return Settings.ofSystem().withBackend(name);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private List<String> names() {
    return backend == null
        ? Backends.find().providers().stream().map(BackendProvider::name).toList()
        : List.of(backend);
  }

  private SoakResult inOwnJvm(String name) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(Main.class.getName(), "soak", "--worker", "--backend", name));
    arguments.addAll(List.of("--steps", Long.toString(steps)));
    arguments.addAll(List.of("--throw-every", Long.toString(throwEvery)));
    arguments.addAll(List.of("--warm-up", Double.toString(warmUp)));
    if (network != null) {
      arguments.addAll(List.of("--network", network));
    }
    Process process =
        new ProcessBuilder(OwnJvm.command(HEAP, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      process.getOutputStream().close();
      byte[] answer = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      if (status != 0) {
        throw new InvalidInputException(
            "soak: the JVM of "
                + name
                + " ended with status "
                + status
                + "; what it said is above");
      }
      return JSON.readValue(answer, SoakResult.class);
    } finally {
      process.destroyForcibly();
    }
  }
}
