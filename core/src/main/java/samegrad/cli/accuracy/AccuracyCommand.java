package samegrad.cli.accuracy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.InvalidInputException;

/** {@code samegrad accuracy}: the largest errors of every backend, operation by operation. */
@Command(
    name = "accuracy",
    description = {
      "Measures every backend on the class path, each in a JVM of its own: for each operation and",
      "dtype the largest error as a fraction of its bound and in ulps, whether the bits are those",
      "of the backend "
          + Settings.DEFAULT_BACKEND
          + ", and how reproducible results are with 1, 2 and 4 threads.",
      "Exit status 0 if all errors are within their bounds, 1 if not."
    },
    mixinStandardHelpOptions = true)
public final class AccuracyCommand implements Subcommand {
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption(600);

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private AccuracyReport.Format format = AccuracyReport.Format.text;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Runs with each number of threads to see what is reproducible; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int runs = 1000;

  @Override
  public int run(Console console) {
    if (runs < 0) {
      throw new InvalidInputException("--runs: is 0 or more, not " + runs);
    }
    Workers workers = new Workers(options.settings().engine(), timeout.limit());
    AccuracyReport report = new AccuracyReport(runs);
    for (Answer answer : workers.askAll(new Question.Measure(runs))) {
      report.add(answer.backend(), answer.outcome());
    }
    console.result(report.text(format));
    return report.allWithinBounds() ? ExitStatus.DONE : ExitStatus.NO;
  }
}
