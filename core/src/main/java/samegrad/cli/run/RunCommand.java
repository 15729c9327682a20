package samegrad.cli.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.NetworkOption;
import samegrad.cli.console.Subcommand;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;

/** {@code samegrad run}: the homework on one backend. */
@Command(
    name = "run",
    description =
        "Does the homework on one backend: every layer's output, the loss, every gradient.",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Subcommand {
  @Mixin private NetworkOption network = new NetworkOption();
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "Default: -Dsamegrad.backend, SAMEGRAD_BACKEND, " + Settings.DEFAULT_BACKEND + ".")
  private @Nullable String backend;

  @Option(
      names = "--autograd",
      paramLabel = "KIND",
      description = "native or tape. Default: -Dsamegrad.autograd, SAMEGRAD_AUTOGRAD, native.")
  private @Nullable String autograd;

  @Override
  public int run(Console console) throws IOException {
    Settings settings = options.settings(backend, autograd);
    Homework homework = network.homework(console);
    try (Backend opened = Backends.open(settings)) {
      HomeworkResult result = homework.solve(opened, settings.autograd());
      console.result(format.write(result, () -> ResultText.write(homework, result, opened)));
    }
    return ExitStatus.DONE;
  }
}
