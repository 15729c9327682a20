package samegrad.benchmarks.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Subcommand;

/** {@code samegrad report}: JMH's results as a table of ratios. */
@Command(
    name = "report",
    description = {
      "Makes a Markdown table of what samegrad bench … -rf json -rff FILE wrote: a column for each"
          + " backend, or raw and samegrad side by side, and the ratios with the range that the"
          + " errors leave."
    },
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Subcommand {
  private static final String RAW = "raw";

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What JMH wrote.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "PARAMETER",
      description =
          "The parameter whose values are the columns, or method. Default: method if there are"
              + " results of a method raw, else backend.")
  private @Nullable String by;

  @Option(
      names = "--baseline",
      paramLabel = "VALUE",
      description = "What the others are divided by. Default: raw, or plain.")
  private @Nullable String baseline;

  /** For {@link java.util.ServiceLoader}. */
  public ReportCommand() {}

  @Override
  public int run(Console console) {
    List<Result> results = files.stream().flatMap(file -> Result.read(file).stream()).toList();
    boolean methods = results.stream().anyMatch(result -> result.method().equals(RAW));
    String columns = by == null ? methods ? RatioTable.METHOD : "backend" : by;
    String first = columns.equals(RatioTable.METHOD) ? RAW : "plain";
    console.result(
        new RatioTable(results, columns, baseline == null ? first : baseline).markdown());
    return ExitStatus.DONE;
  }
}
