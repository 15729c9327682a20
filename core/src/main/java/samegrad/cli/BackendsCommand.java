package samegrad.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.spi.BackendProvider;

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
    Backends.Found found = Backends.find();
    Table table = new Table("backend", "state", "device", "threads", "native autograd", "version");
    for (BackendProvider provider : found.providers()) {
      Outcome outcome =
          new Isolated(LIMIT)
              .ask(settings.withBackend(provider.name()), List.of("--engine-only"), new byte[0]);
      if (outcome instanceof Outcome.Answered answered) {
        Outcome.EngineText engine = answered.engine();
        table.row(
            provider.name(),
            "available",
            engine.device(),
            Integer.toString(engine.threads()),
            engine.autograd(),
            engine.version());
      }
      outcome.failure().ifPresent(why -> table.row(provider.name(), why));
    }
    found.broken().forEach(why -> table.row("?", "cannot be loaded: " + why));
    console.result(table.toString());
    return 0;
  }
}
