package samegrad.benchmarks.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import samegrad.benchmarks.BackendChoice;
import samegrad.benchmarks.report.Results;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.NetworkOption;
import samegrad.cli.console.Options;
import samegrad.cli.console.Progress;
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
  @Mixin private BackendChoice backends = new BackendChoice();

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
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "How much longer than planned a JVM may take before it counts as hanging. Default:"
              + " ${DEFAULT-VALUE}.")
  private int patience = 30;

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
    EngineConfig config = backends.config();
    Homework homework = network.homework(console);
    List<ServiceEntry> entries = backends.entries();
    Plan plan =
        (thorough
                ? Plan.thorough(homework, config.threads())
                : Plan.quick(homework, config.threads()))
            .with(rounds, seconds);
    if (quick && thorough) {
      throw new InvalidInputException("--quick or --thorough, not both");
    }
    if (patience < 1) {
      throw new InvalidInputException("--patience: is 1 second or more, not " + patience);
    }
    if (output != null) {
      Options.writable("--output", output);
    }
    String command =
        "samegrad " + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    console.error("verifying the results before anything is timed");
    try (Progress progress = new Progress(console, "bench")) {
      progress.at("verification");
      Workers workers = new Workers(config, Duration.ofSeconds(patience));
      Verification verification = Verification.of(homework, entries, workers);
      Session session = new Session(homework, workers, plan, verification, Machine.facts(command));
      Thread interrupted =
          new Thread(
              () -> {
                session.stop();
                progress.close();
                console.error("samegrad: bench: interrupted; this is what was measured until then");
                report(session, console);
              });
      Runtime.getRuntime().addShutdownHook(interrupted);
      try {
        session.run(progress);
      } catch (IOException | RuntimeException failure) {
        if (session.isStopped()) { // nothing can be started any more
          return ExitStatus.DEFECT; // which the signal's own status replaces
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        throw failure;
      }
      Runtime.getRuntime().removeShutdownHook(interrupted);
      progress.close();
      return report(session, console);
    }
  }

  /** Writes what was measured and says what follows from it. */
  private int report(Session session, Console console) {
    List<Map<String, Object>> records = session.records();
    if (records.isEmpty()) {
      console.error("samegrad: bench: nothing was measured; " + session.figures());
      return ExitStatus.UNKNOWN;
    }
    if (output != null) {
      Results.write(output, records);
    }
    console.result(Results.of(records).text());
    return ExitStatus.DONE;
  }
}
