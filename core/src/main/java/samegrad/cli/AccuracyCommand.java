package samegrad.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.network.InvalidInputException;

/** {@code samegrad accuracy}: the largest errors of every backend, operation by operation. */
@Command(
    name = "accuracy",
    description = {
      "Measures every backend on the class path, each in a JVM of its own: for each operation and",
      "dtype the largest error as a fraction of its bound and in ulps, whether the bits are those",
      "of the plain backend, and how reproducible results are with 1, 2 and 4 threads.",
      "Exit status 0 if all errors are within their bounds, 1 if not."
    },
    mixinStandardHelpOptions = true)
final class AccuracyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private BackendOptions options = new BackendOptions();

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private AccuracyReport.Format format = AccuracyReport.Format.text;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Runs with each number of threads to see what is reproducible; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int runs = 1000;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long one backend may take. Default: ${DEFAULT-VALUE}.")
  private int timeout = 600;

  AccuracyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (timeout < 1) {
      throw new InvalidInputException("--timeout: is 1 second or more, not " + timeout);
    }
    if (runs < 0) {
      throw new InvalidInputException("--runs: is 0 or more, not " + runs);
    }
    Settings settings = options.settings();
    AccuracyReport report = new AccuracyReport(runs);
    Isolated isolated = new Isolated(Duration.ofSeconds(timeout));
    for (Declared declared : Declared.onClassPath()) {
      List<String> arguments = List.of("--accuracy", Integer.toString(runs));
      Examination examination = isolated.ask(declared, settings, arguments, new byte[0]);
      report.add(examination.backend(), examination.outcome());
    }
    console.result(report.text(format));
    return report.allWithinBounds() ? 0 : Main.NO;
  }
}
