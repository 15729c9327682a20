package samegrad.benchmarks.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import samegrad.Backends;
import samegrad.benchmarks.report.Results;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.NetworkOption;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.cli.worker.ServiceEntry;
import samegrad.cli.worker.Workers;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.spi.EngineConfig;

/** {@code samegrad bench}: which backend is fastest for a network, here. */
@Command(
    name = "bench",
    description = {
      "Measures your network on every backend and says which to choose, how sure that is, and where"
          + " the answer changes.",
      "samegrad bench jmh ARGUMENT… runs the suites with JMH's own arguments; samegrad report"
          + " shows and compares results."
    },
    footer = "%nExample: samegrad bench --network my.json --rounds 1 --iteration 0.01",
    subcommands = JmhCommand.class,
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Subcommand {
  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(
      names = "--backends",
      split = ",",
      paramLabel = "NAMES",
      hideParamSyntax = true,
      description = "Those to measure, separated by commas. Default: all there are.")
  private List<String> backends = new ArrayList<>();

  @Option(names = "--quick", description = "Two minutes, five JVMs of each backend. The default.")
  private boolean quick;

  @Option(
      names = "--thorough",
      description = "Fifteen JVMs, longer iterations, more batches: half an hour or so.")
  private boolean thorough;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "So many JVMs of each backend instead.")
  private @Nullable Integer rounds;

  @Option(
      names = "--iteration",
      paramLabel = "SECONDS",
      description = "How long an iteration is instead.")
  private @Nullable Double seconds;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Writes the results there, as JMH's JSON.")
  private @Nullable Path output;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** For {@link java.util.ServiceLoader}. */
  public BenchCommand() {}

  @Override
  public boolean takesAnyArguments() {
    return true; // those of JMH
  }

  @Override
  public int run(Console console) throws IOException {
    EngineConfig config = options.settings().engine();
    Homework homework = network.homework(console);
    List<ServiceEntry> entries = entries();
    Plan plan =
        (thorough
                ? Plan.thorough(homework, config.threads())
                : Plan.quick(homework, config.threads()))
            .with(rounds, seconds);
    if (quick && thorough) {
      throw new InvalidInputException("--quick or --thorough, not both");
    }
    if (output != null) {
      Options.writable("--output", output);
    }
    console.error("verifying the results before anything is timed");
    Verification verification =
        Verification.of(homework, entries, new Workers(config, Session.PATIENCE));
    verification.failures().forEach((backend, why) -> console.error(backend + ": " + why));
    String command =
        "samegrad " + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    Session session = new Session(homework, config, plan, verification, Machine.facts(command));
    Thread interrupted =
        new Thread(
            () -> {
              session.stop();
              console.error("samegrad: bench: interrupted; this is what was measured until then");
              report(session, console);
            });
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      try {
        session.run(console::error);
      } finally {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      }
    } catch (IllegalStateException ending) { // nothing can be started any more
      if (!session.isStopped()) {
        throw ending;
      }
      return ExitStatus.DEFECT; // which the signal's own status replaces
    }
    return report(session, console);
  }

  /** Writes what was measured and says what follows from it. */
  private int report(Session session, Console console) {
    List<Map<String, Object>> records = session.records();
    if (records.isEmpty()) {
      console.error("samegrad: bench: nothing was measured");
      return ExitStatus.UNKNOWN;
    }
    if (output != null) {
      Results.write(output, records);
    }
    console.result(Results.of(records).text());
    return ExitStatus.DONE;
  }

  private List<ServiceEntry> entries() {
    Backends.Found found = Backends.find();
    Set<String> wanted = new LinkedHashSet<>();
    backends.forEach(name -> wanted.add(found.require(name).getClass().getName()));
    return ServiceEntry.onClassPath().stream()
        .filter(entry -> wanted.isEmpty() || wanted.contains(entry.provider()))
        .toList();
  }
}
