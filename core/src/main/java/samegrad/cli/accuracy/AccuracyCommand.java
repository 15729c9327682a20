package samegrad.cli.accuracy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Progress;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.InvalidInputException;

/** {@code samegrad accuracy}: the largest errors of every backend, operation by operation. */
@Command(
    name = "accuracy",
    description = {
      "Measures how exact and how reproducible every backend on the class path is, each in a JVM of"
          + " its own.",
      "For each operation and dtype: the largest error as a fraction of its bound and in ulps, and"
          + " whether the bits are those of the backend "
          + Settings.DEFAULT_BACKEND
          + ". For each dtype: whether 1, 2 and 4 threads give the same bits.",
      "Exit status 0 if all errors are within their bounds, 1 if not."
    },
    footer = "%nExample: samegrad accuracy --runs 0 --format markdown",
    mixinStandardHelpOptions = true)
public final class AccuracyCommand implements Subcommand {
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private TimeoutOption timeout = new TimeoutOption(600);

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How the result is written: ${COMPLETION-CANDIDATES}. Default: text.")
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
    Question question = new Question.Measure(runs);
    Progress.during(console, "accuracy", progress -> workers.askAll(question, progress))
        .forEach(answer -> report.add(answer.backend(), answer.outcome()));
    console.result(report.text(format));
    return report.allWithinBounds() ? ExitStatus.DONE : ExitStatus.NO;
  }
}
