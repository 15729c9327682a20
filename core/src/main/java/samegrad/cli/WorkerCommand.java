package samegrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.network.Homework;
import samegrad.spi.BackendProvider;

/** What {@link Isolated} starts: asks one backend and writes the {@link Answer}. */
@Command(name = WorkerCommand.NAME, hidden = true)
final class WorkerCommand implements Callable<Integer> {
  static final String NAME = "worker";

  private final Console console;

  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(names = "--provider", required = true)
  private String provider = "";

  @Option(names = "--services", required = true)
  private String services = "";

  @Option(names = "--answer", required = true)
  private @Nullable Path file;

  @Option(names = "--engine-only")
  private boolean engineOnly;

  @Option(names = "--accuracy", description = "Measures, with so many runs for determinism.")
  private @Nullable Integer accuracyRuns;

  WorkerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (file == null) {
      throw new IllegalStateException("--answer is required");
    }
    endWithParent();
    Settings settings = options.settings();
    Optional<Homework> homework =
        engineOnly || accuracyRuns != null
            ? Optional.empty()
            : Optional.of(network.homework(console));
    Answer answer = new Answer(file);
    Optional<NavigableSet<String>> before = NativeLibraries.loaded();
    Outcome outcome = ask(answer, settings, homework);
    Optional<NavigableSet<String>> natives = NativeLibraries.loaded();
    natives.ifPresent(all -> before.ifPresent(all::removeAll));
    answer.write(outcome, natives.map(List::copyOf));
    return 0;
  }

  private Outcome ask(Answer answer, Settings settings, Optional<Homework> homework)
      throws IOException {
    Declared.Made made = new Declared(provider, services).make();
    if (made.provider().isEmpty()) {
      return made.failure().orElseThrow();
    }
    BackendProvider there = made.provider().get();
    try {
      answer.write(
          new Examination.Facts(
              there.name(), there.caches().stream().map(Path::toString).toList()));
    } catch (RuntimeException | LinkageError failure) {
      return Outcome.Failed.of("failed", failure);
    }
    Settings own = settings.withBackend(there.name());
    return accuracyRuns == null
        ? InProcess.ask(there, own, homework)
        : InProcess.measure(there, own, accuracyRuns);
  }

  /** Nobody waits for the answer once the process that asked has ended, by whatever signal. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends the process
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(Main.DEFECT)));
  }
}
