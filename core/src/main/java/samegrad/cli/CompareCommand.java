package samegrad.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    byte[] input = network.input(console);
    Homework homework = network.homework(input);
    ComparisonReport report = new ComparisonReport(homework);
    Map<String, List<Outcome>> outcomes =
        inProcess ? inProcess(base, homework) : isolated(base, input);
    for (KnownBackend known : KnownBackend.values()) {
      List<Outcome> asked = Optional.ofNullable(outcomes.remove(known.backend())).orElse(List.of());
      if (asked.isEmpty()) {
        report.absent(known.backend(), "not on the class path");
      }
      asked.forEach(outcome -> report.add(known.backend(), outcome));
    }
    outcomes.forEach((name, asked) -> asked.forEach(outcome -> report.add(name, outcome)));
    console.result(format == OutputFormat.json ? report.json() : report.text());
    return report.allAgree() ? 0 : Main.NO;
  }

  private Map<String, List<Outcome>> isolated(Settings base, byte[] input) {
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    Isolated isolated = new Isolated(Duration.ofSeconds(timeout));
    for (Declared declared : Declared.onClassPath()) {
      Examination examination = isolated.ask(declared, base, network.arguments(), input);
      add(outcomes, examination.backend(), examination.outcome());
    }
    return outcomes;
  }

  private static Map<String, List<Outcome>> inProcess(Settings base, Homework homework) {
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    Backends.Found found = Backends.find();
    for (BackendProvider provider : found.providers()) {
      Settings settings = base.withBackend(provider.name());
      add(outcomes, provider.name(), InProcess.ask(provider, settings, Optional.of(homework)));
    }
    found
        .broken()
        .forEach(why -> add(outcomes, "?", new Outcome.Failed("cannot be loaded: " + why)));
    return outcomes;
  }

  private static void add(Map<String, List<Outcome>> outcomes, String backend, Outcome outcome) {
    outcomes.computeIfAbsent(backend, name -> new ArrayList<>()).add(outcome);
  }
}
