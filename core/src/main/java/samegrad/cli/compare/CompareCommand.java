package samegrad.cli.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backends;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Progress;
import samegrad.cli.console.SgdOptions;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;
import samegrad.train.Sgd;

/** {@code samegrad compare}: whether all backends agree with the derivation by hand. */
@Command(
    name = "compare",
    description = {
      "Does the homework on every backend, with native autograd and the tape, and by hand.",
      "Exit status 0 if all agree; 1 if results differ by more than rounding can explain, or a"
          + " backend failed; 4 if it cannot be told."
    },
    footer = "%nExample: samegrad compare my.json",
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Subcommand {
  @Mixin private NetworkArgument network = new NetworkArgument();
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private FormatOption format = new FormatOption();
  @Mixin private TimeoutOption timeout = new TimeoutOption(120);

  @Option(
      names = "--in-process",
      description = "Run all backends in this JVM, for debugging; a crash then ends it.")
  private boolean inProcess;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Train for N steps instead, and judge each step from where the one before left off.")
  private @Nullable Integer steps;

  @Mixin private SgdOptions sgd = new SgdOptions();

  @Override
  public int run(Console console) throws IOException {
    Workers workers = new Workers(options.settings().engine(), timeout.limit());
    Homework homework = network.homework(console);
    if (steps != null) {
      if (steps < 1) {
        throw new InvalidInputException("--steps: is 1 or more, not " + steps);
      }
      Sgd chosen = sgd.of(homework);
      Question question = new Question.Train(homework, chosen, steps);
      TrajectoryReport report =
          Progress.during(
              console,
              "compare",
              progress -> TrajectoryReport.of(homework, chosen, ask(workers, question, progress)));
      sgd.draw(homework, report.curves());
      console.result(format.write(report, report::text));
      return report.exitStatus();
    }
    if (sgd.isDrawn()) {
      throw new InvalidInputException("--curve: is for --steps");
    }
    Question question = new Question.Solve(homework);
    ComparisonReport report =
        Progress.during(
            console,
            "compare",
            progress -> ComparisonReport.of(homework, ask(workers, question, progress)));
    console.result(format.write(report, report::text));
    return report.exitStatus();
  }

  private List<Asked> ask(Workers workers, Question question, Progress progress) {
    List<Asked> asked =
        inProcess
            ? inThisJvm(workers.config(), question, progress)
            : workers.askAll(question, progress).stream()
                .map(answer -> new Asked(answer.backend(), answer.outcome()))
                .toList();
    progress.at("the exact results");
    return asked;
  }

  private static List<Asked> inThisJvm(EngineConfig config, Question question, Progress progress) {
    List<Asked> asked = new ArrayList<>();
    Backends.Found found = Backends.find();
    for (BackendProvider provider : found.providers()) {
      progress.at(provider.name());
      asked.add(new Asked(provider.name(), question.ask(provider, config)));
    }
    for (String why : found.broken()) {
      asked.add(new Asked("?", new Outcome.Failed("cannot be loaded: " + why)));
    }
    return asked;
  }
}
