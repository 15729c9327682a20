package samegrad.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendProvider;

/** {@code samegrad compare}: whether all backends agree with the derivation by hand. */
@Command(
    name = "compare",
    description = {
      "Does the homework on every backend, with native autograd and the tape, and by hand.",
      "Exit status 0 if all agree, 1 if not."
    },
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  /** Where a user looks for backends, whether or not they are on the class path. */
  private static final List<String> KNOWN = List.of("plain", "nd4j", "djl");

  private final Console console;

  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.text;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long one backend may take. Default: ${DEFAULT-VALUE}.")
  private int timeout = 120;

  @Option(
      names = "--in-process",
      description = "Run all backends in this JVM, for debugging; a crash then ends it.")
  private boolean inProcess;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (timeout < 1) {
      throw new InvalidInputException("--timeout: is 1 second or more, not " + timeout);
    }
    Settings base = options.settings();
    byte[] input = network.standardInput(console);
    Homework homework =
        network.homework(
            new Console(new ByteArrayInputStream(input), console.out(), console.err()));
    ComparisonReport report = new ComparisonReport(homework);
    Backends.Found found = Backends.find();
    for (String name : names(found)) {
      Settings one = base.withBackend(name);
      Optional<String> absent = absent(found, one);
      if (absent.isPresent()) {
        report.absent(name, absent.get());
      } else {
        report.add(name, ask(one, homework, input));
      }
    }
    found.broken().forEach(why -> report.absent("?", "cannot be loaded: " + why));
    console.result(format == OutputFormat.json ? report.json() : report.text());
    return report.allAgree() ? 0 : Main.NO;
  }

  private static List<String> names(Backends.Found found) {
    List<String> names = new ArrayList<>(KNOWN);
    found.providers().stream()
        .map(BackendProvider::name)
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    return names;
  }

  /** Why a backend cannot be asked at all. */
  private static Optional<String> absent(Backends.Found found, Settings settings) {
    return found
        .provider(settings.backend())
        .map(provider -> provider.unavailable(settings.engine()).map(why -> "unavailable: " + why))
        .orElse(Optional.of("not on the class path"));
  }

  private Outcome ask(Settings one, Homework homework, byte[] input) {
    return inProcess
        ? InProcess.ask(one, Optional.of(homework))
        : new Isolated(Duration.ofSeconds(timeout)).ask(one, network.arguments(), input);
  }
}
