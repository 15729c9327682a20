package samegrad.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.network.InvalidInputException;

/** {@code samegrad report}: results as an answer, a table, a page, or against others. */
@Command(
    name = "report",
    description = {
      "Of one FILE: what samegrad bench -o FILE answered; of what JMH wrote, a Markdown table with"
          + " a column for each backend and the ratios with the range that the intervals leave.",
      "Of two: whether the second is better or worse than the first. The first is before a change."
    },
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Subcommand {
  /** A table within a page: the file that it is made of, and what stands there. */
  private static final Pattern TABLE =
      Pattern.compile("(<!-- samegrad report (\\S+) -->\\n)(.*?)(<!-- end -->)", Pattern.DOTALL);

  @Parameters(arity = "0..2", paramLabel = "FILE", description = "JMH's JSON.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PAGE",
      description = "Writes one page of HTML there that needs nothing else.")
  private @Nullable Path page;

  @Option(
      names = "--by",
      paramLabel = "PARAMETER",
      description =
          "The parameter whose values are the table's columns. Default: ${DEFAULT-VALUE}.")
  private String by = "backend";

  @Option(
      names = "--baseline",
      paramLabel = "VALUE",
      description = "What the others are divided by. Default: ${DEFAULT-VALUE}.")
  private String baseline = "plain";

  @Option(
      names = "--noise",
      paramLabel = "PART",
      description = "A smaller change counts for nothing. Default: ${DEFAULT-VALUE}.")
  private double noise = 0.05;

  @Option(
      names = "--fail-on-regression",
      description = "Exit status 1 if anything is worse than before.")
  private boolean failOnRegression;

  @Option(
      names = "--update",
      paramLabel = "MARKDOWN",
      description =
          "Makes each table of that page anew that stands between <!-- samegrad report FILE --> and"
              + " <!-- end -->.")
  private @Nullable Path update;

  /** For {@link java.util.ServiceLoader}. */
  public ReportCommand() {}

  @Override
  public int run(Console console) throws IOException {
    if (update != null) {
      Files.writeString(update, updated(update));
      return ExitStatus.DONE;
    }
    if (files.isEmpty()) {
      throw new InvalidInputException("report: which FILE?");
    }
    Results results = Results.read(files.get(0));
    if (files.size() == 2) {
      Changes changes = Changes.of(results.results(), Results.read(files.get(1)).results(), noise);
      console.result(changes.text());
      return failOnRegression && changes.count(Changes.Verdict.WORSE) > 0
          ? ExitStatus.NO
          : ExitStatus.DONE;
    }
    if (page == null) {
      console.result(results.isOfBench() ? results.text() : table(results));
    } else {
      Files.writeString(Options.writable("--output", page), HtmlPage.html(results));
    }
    return ExitStatus.DONE;
  }

  /** A page with its tables made anew; the files are named from its folder on. */
  static String updated(Path markdown) throws IOException {
    return TABLE
        .matcher(Files.readString(markdown))
        .replaceAll(
            (MatchResult found) -> {
              Results results = Results.read(markdown.resolveSibling(found.group(2)));
              String text =
                  results.isOfBench()
                      ? "```\n" + results.text() + "\n```"
                      : new ReportCommand().table(results);
              return Matcher.quoteReplacement(
                  found.group(1) + "\n" + text + "\n\n" + found.group(4));
            });
  }

  /**
   * A table for each unit, then the kernels that the libraries chose; what has no such parameter,
   * such as the machine's ceiling, is in no table.
   */
  private String table(Results results) {
    Map<String, List<Result>> units = new LinkedHashMap<>();
    for (Result one : results.results()) {
      if (!one.parameter(by).isEmpty()) {
        units.computeIfAbsent(one.unit(), unused -> new ArrayList<>()).add(one);
      }
    }
    if (units.isEmpty()) {
      throw new InvalidInputException("--by: no result has a parameter \"" + by + "\"");
    }
    List<String> parts = new ArrayList<>();
    units.values().forEach(some -> parts.add(RatioTable.markdown(some, by, baseline)));
    results
        .context()
        .ifPresent(
            context -> {
              List<String> notes = new ArrayList<>();
              context.backends().forEach((name, text) -> notes.add("- " + name + ": " + text));
              context.settings().forEach(setting -> notes.add("- " + setting));
              parts.add(String.join(System.lineSeparator(), notes));
            });
    return String.join(System.lineSeparator().repeat(2), parts).stripTrailing();
  }
}
