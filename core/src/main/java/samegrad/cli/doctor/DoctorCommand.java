package samegrad.cli.doctor;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.Progress;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.Homework;

/** {@code samegrad doctor}: what is there, whether it works, and if not, why and what to do. */
@Command(
    name = "doctor",
    description = {
      "Examines every backend, each in a JVM of its own: where it comes from, what it loads,"
          + " whether its numbers are right; what is wrong and what to do about it.",
      "Exit status 0 if every backend found for the device works, 1 if not."
    },
    footer = "%nExample: samegrad doctor --threads 1",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Subcommand {
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private FormatOption format = new FormatOption();
  @Mixin private TimeoutOption timeout = new TimeoutOption(120);

  @Override
  public int run(Console console) {
    Workers workers = new Workers(options.settings().engine(), timeout.limit());
    Question question = new Question.Solve(Homework.builtIn());
    DoctorReport report =
        DoctorReport.of(
            Progress.during(console, "doctor", progress -> workers.askAll(question, progress)));
    console.result(format.write(report, () -> DoctorText.write(report)));
    return report.well() ? ExitStatus.DONE : ExitStatus.NO;
  }
}
