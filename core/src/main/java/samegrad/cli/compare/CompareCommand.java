package samegrad.cli.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backends;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Progress;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.InProcess;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.Homework;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;

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

  @Override
  public int run(Console console) throws IOException {
    EngineConfig config = options.settings().engine();
    Workers workers = new Workers(config, timeout.limit());
    Homework homework = network.homework(console);
    Question question = new Question.Solve(homework);
    ComparisonReport report;
    try (Progress progress = new Progress(console, "compare")) {
      List<Asked> asked =
          inProcess
              ? inThisJvm(config, question, progress)
              : workers.askAll(question, progress).stream()
                  .map(answer -> new Asked(answer.backend(), answer.outcome()))
                  .toList();
      progress.at("the exact results");
      report = ComparisonReport.of(homework, asked);
    }
    console.result(format.write(report, report::text));
    return report.exitStatus();
  }

  private static List<Asked> inThisJvm(EngineConfig config, Question question, Progress progress) {
    List<Asked> asked = new ArrayList<>();
    Backends.Found found = Backends.find();
    for (BackendProvider provider : found.providers()) {
      progress.at(provider.name());
      asked.add(new Asked(provider.name(), InProcess.ask(provider, config, question)));
    }
    for (String why : found.broken()) {
      asked.add(new Asked("?", new Outcome.Failed("cannot be loaded: " + why)));
    }
    return asked;
  }
}
