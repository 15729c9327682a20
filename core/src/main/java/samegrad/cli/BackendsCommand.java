package samegrad.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import samegrad.Settings;

/** {@code samegrad backends}: what is there and whether it runs. */
@Command(
    name = "backends",
    description =
        "Starts every backend on the class path and says what it is, or why it cannot run.",
    mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Console console;

  @Mixin private BackendOptions options = new BackendOptions();

  BackendsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Table table = new Table("backend", "state", "device", "threads", "native autograd", "version");
    for (Declared declared : Declared.onClassPath()) {
      Examination examination =
          new Isolated(LIMIT).ask(declared, settings, List.of("--engine-only"), new byte[0]);
      String name = examination.backend();
      Outcome outcome = examination.outcome();
      if (outcome instanceof Outcome.Answered answered) {
        Outcome.EngineText engine = answered.engine();
        table.row(
            name,
            "available",
            engine.device(),
            Integer.toString(engine.threads()),
            engine.autograd(),
            engine.version());
      }
      outcome.failure().ifPresent(why -> table.row(name, why));
    }
    console.result(table.toString());
    return 0;
  }
}
