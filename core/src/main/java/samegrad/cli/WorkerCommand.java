package samegrad.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.network.Homework;

/** What {@link Isolated} starts: asks one backend and writes the outcome as a line of JSON. */
@Command(name = WorkerCommand.NAME, hidden = true)
final class WorkerCommand implements Callable<Integer> {
  static final String NAME = "worker";

  private final Console console;

  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(names = "--backend", required = true)
  private @Nullable String backend;

  @Option(names = "--engine-only")
  private boolean engineOnly;

  @Option(names = "--accuracy", description = "Measures, with so many runs for determinism.")
  private @Nullable Integer accuracyRuns;

  WorkerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = options.settings(backend, null);
    if (accuracyRuns != null) {
      console.result(OutcomeJson.write(InProcess.measure(settings, accuracyRuns)));
      return 0;
    }
    Optional<Homework> homework =
        engineOnly ? Optional.empty() : Optional.of(network.homework(console));
    console.result(OutcomeJson.write(InProcess.ask(settings, homework)));
    return 0;
  }
}
