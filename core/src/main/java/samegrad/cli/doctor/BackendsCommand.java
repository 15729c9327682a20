package samegrad.cli.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  /**
   * One backend.
   *
   * @param engine what it is; empty if it cannot run
   * @param why it cannot run, in one line; empty if it can
   */
  private record Row(String backend, Optional<EngineInfo> engine, Optional<String> why) {
    static Row of(Answer answer) {
      Optional<EngineInfo> engine =
          answer.outcome() instanceof Outcome.Answered answered
              ? Optional.of(answered.engine())
              : Optional.empty();
      return new Row(answer.backend(), engine, answer.outcome().failure());
    }
  }

  @Override
  public int run(Console console) {
    Workers workers = new Workers(options.settings().engine(), LIMIT);
    List<Row> rows;
    try (Progress progress = new Progress(console, "backends")) {
      rows = workers.askAll(new Question.Start(), progress).stream().map(Row::of).toList();
    }
    console.result(format.write(rows, () -> table(rows).toString()));
    return ExitStatus.DONE;
  }

  private static Table table(List<Row> rows) {
    Table table = new Table("backend", "state", "device", "threads", "native autograd", "version");
    for (Row row : rows) {
      row.engine()
          .ifPresent(
              engine ->
                  table.row(
                      row.backend(),
                      "available",
                      engine.device().toString(),
                      Integer.toString(engine.threads()),
                      engine.autograd(),
                      engine.version()));
      row.why().ifPresent(why -> table.row(row.backend(), why));
    }
    return table;
  }
}
