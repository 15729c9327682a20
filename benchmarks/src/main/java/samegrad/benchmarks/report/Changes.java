package samegrad.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import samegrad.cli.console.Table;
import samegrad.network.InvalidInputException;

/**
 * Results before and after a change.
 *
 * @param rows what was measured both times
 * @param threshold the largest p-value that counts
 * @param noise a change of less than this part is no news even where it can be told
 */
record Changes(List<Row> rows, double threshold, double noise) {
  /** What can be said of a change. */
  enum Verdict {
    BETTER("better"),
    WORSE("WORSE"),
    /** It can be told, and is too small to matter. */
    WITHIN_NOISE("within noise"),
    UNDETECTED("no change detected"),
    /** Even forks of which none overlap would not do. */
    TOO_FEW("too few forks to tell");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  /**
   * One of them.
   *
   * @param p of {@link Statistics#mannWhitney}
   * @param least the smallest p that so many forks can give
   */
  record Row(Result before, Result after, double p, double least) {
    static Row of(Result before, Result after) {
      return new Row(
          before,
          after,
          Statistics.mannWhitney(before.forks(), after.forks()),
          Statistics.mannWhitney(
              before.forks().stream().map(one -> 0.0).toList(),
              after.forks().stream().map(one -> 1.0).toList()));
    }

    double ratio() {
      return after.score() / before.score();
    }
  }

  /**
   * Compares what both have.
   *
   * @throws InvalidInputException if that is nothing
   */
  static Changes of(List<Result> before, List<Result> after, double noise) {
    List<Row> rows = new ArrayList<>();
    for (Result old : before) {
      find(after, old).map(one -> Row.of(old, one)).ifPresent(rows::add);
    }
    if (rows.isEmpty()) {
      throw new InvalidInputException("report: the two files have no benchmark in common");
    }
    return new Changes(rows, Statistics.threshold(rows.stream().map(Row::p).toList()), noise);
  }

  private static Optional<Result> find(List<Result> results, Result like) {
    return results.stream()
        .filter(
            one ->
                one.benchmark().equals(like.benchmark())
                    && one.method().equals(like.method())
                    && one.parameters().equals(like.parameters()))
        .findFirst();
  }

  Verdict verdict(Row row) {
    if (row.least() > Statistics.ALPHA) {
      return Verdict.TOO_FEW;
    }
    if (row.p() > threshold) {
      return Verdict.UNDETECTED;
    }
    if (Math.abs(row.ratio() - 1) < noise) {
      return Verdict.WITHIN_NOISE;
    }
    boolean moreIsBetter = row.before().unit().startsWith("ops/");
    return row.ratio() < 1 != moreIsBetter ? Verdict.BETTER : Verdict.WORSE;
  }

  long count(Verdict verdict) {
    return rows.stream().filter(row -> verdict(row) == verdict).count();
  }

  String text() {
    Table table = new Table("benchmark", "before", "after", "after / before", "p", "verdict");
    List<String> outliers = new ArrayList<>();
    for (Row row : rows) {
      String name = name(row.before());
      table.row(
          name,
          Recommendation.time(row.before()),
          Recommendation.time(row.after()),
          String.format(Locale.ROOT, "%.3f", row.ratio()),
          String.format(Locale.ROOT, "%.2g", row.p()),
          verdict(row).words);
      outliers.addAll(outliers(name + ", before", row.before()));
      outliers.addAll(outliers(name + ", after", row.after()));
    }
    List<String> lines = new ArrayList<>(List.of(table.toString(), ""));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d worse, %d better, %d within noise (less than %.0f %%), %d without a change"
                + " detected, %d of too few forks; the geometric mean of after / before is %.3f.",
            count(Verdict.WORSE),
            count(Verdict.BETTER),
            count(Verdict.WITHIN_NOISE),
            100 * noise,
            count(Verdict.UNDETECTED),
            count(Verdict.TOO_FEW),
            Statistics.geometricMean(rows.stream().map(Row::ratio).toList())));
    if (!outliers.isEmpty()) {
      lines.add("Forks far from the others: " + String.join("; ", outliers) + ".");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> outliers(String name, Result result) {
    return Statistics.outliers(result.forks()).stream()
        .map(one -> name + ": " + Result.digits(one, 3))
        .toList();
  }

  /** The benchmark and those of its parameters in which the rows differ. */
  private String name(Result result) {
    StringBuilder name = new StringBuilder(result.name());
    result
        .parameters()
        .forEach(
            (parameter, value) -> {
              if (rows.stream().anyMatch(row -> !row.before().parameter(parameter).equals(value))) {
                name.append(' ').append(parameter).append('=').append(value);
              }
            });
    return name.toString();
  }
}
