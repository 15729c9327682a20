package samegrad.cli.doctor;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.Progress;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.Table;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.spi.EngineInfo;

/** {@code samegrad backends}: what is there and whether it runs. */
@Command(
    name = "backends",
    description =
        "Starts every backend on the class path and says what it is, or why it cannot run.",
    footer = "%nExample: samegrad backends --format json",
    mixinStandardHelpOptions = true)
public final class BackendsCommand implements Subcommand {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Override
  public int run(Console console) {
    Workers workers = new Workers(options.settings().engine(), LIMIT);
    List<Answer> answers =
        Progress.during(
            console, "backends", progress -> workers.askAll(new Question.Start(), progress));
    console.result(format.write(answers, () -> text(answers)));
    return ExitStatus.DONE;
  }

  private static String text(List<Answer> answers) {
    Table table = new Table("backend", "state", "device", "threads", "native autograd", "version");
    for (Answer answer : answers) {
      String name = answer.backend();
      if (answer.outcome() instanceof Outcome.Answered answered) {
        EngineInfo engine = answered.engine();
        table.row(
            name,
            "available",
            engine.device(),
            engine.threads(),
            engine.autograd(),
            engine.version());
      }
      answer.outcome().failure().ifPresent(why -> table.row(name, why));
    }
    return table.toString();
  }
}
