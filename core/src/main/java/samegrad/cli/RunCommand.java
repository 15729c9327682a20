package samegrad.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.ResultJson;

/** {@code samegrad run}: the homework on one backend. */
@Command(
    name = "run",
    description =
        "Does the homework on one backend: every layer's output, the loss, every gradient.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Default: -Dsamegrad.backend, SAMEGRAD_BACKEND, plain.")
  private @Nullable String backend;

  @Option(
      names = "--autograd",
      paramLabel = "KIND",
      description = "native or tape. Default: -Dsamegrad.autograd, SAMEGRAD_AUTOGRAD, native.")
  private @Nullable String autograd;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat format = OutputFormat.text;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = options.settings(backend, autograd);
    Homework homework = network.homework(console);
    try (Backend opened = Backends.open(settings)) {
      HomeworkResult result = homework.solve(opened, settings.autograd());
      console.result(
          format == OutputFormat.json
              ? ResultJson.write(result)
              : ResultText.write(homework, result, opened));
    }
    return 0;
  }
}
