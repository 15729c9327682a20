package samegrad.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import samegrad.network.InvalidInputException;

/**
 * Results side by side, and by how much each differs from the baseline.
 *
 * <p>A ratio stands with the range that the two errors leave it: [(s−e)/(s₀+e₀), (s+e)/(s₀−e₀)].
 */
final class RatioTable {
  private final String by;
  private final String baseline;
  private final String unit;
  private final Set<String> columns = new LinkedHashSet<>();
  private final Map<List<String>, Map<String, Result>> rows = new LinkedHashMap<>();
  private final List<String> heads = new ArrayList<>();
  private final Map<String, String> constants = new TreeMap<>();

  /**
   * A table.
   *
   * @param results in one unit
   * @param by the parameter whose values are the columns
   * @param baseline the value that the others are divided by
   * @throws InvalidInputException if no result has that value or that parameter
   */
  RatioTable(List<Result> results, String by, String baseline) {
    this.by = by;
    this.baseline = baseline;
    this.unit = results.get(0).unit();
    columns.add(baseline);
    List<String> parameters = varying(results);
    heads.add("benchmark");
    heads.addAll(parameters);
    for (Result result : results) {
      List<String> key = new ArrayList<>();
      key.add(name(result));
      parameters.forEach(parameter -> key.add(result.parameters().getOrDefault(parameter, "")));
      columns.add(column(result));
      rows.computeIfAbsent(key, unused -> new LinkedHashMap<>()).put(column(result), result);
    }
    if (rows.values().stream().noneMatch(row -> row.containsKey(baseline))) {
      throw new InvalidInputException(
          "--baseline: no result has the " + by + " \"" + baseline + "\", there are " + columns);
    }
  }

  private static String name(Result result) {
    return result.benchmark().replaceFirst("Benchmark$", "") + "." + result.method();
  }

  private String column(Result result) {
    String value = result.parameters().get(by);
    if (value == null) {
      throw new InvalidInputException(
          "--by: " + result.benchmark() + " has no parameter \"" + by + "\"");
    }
    return value;
  }

  /** The parameters with more than one value; the others are put among the constants. */
  private List<String> varying(List<Result> results) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Result result : results) {
      result
          .parameters()
          .forEach((name, value) -> values.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
    }
    values.remove(by);
    List<String> varying = new ArrayList<>();
    values.forEach(
        (name, seen) -> {
          if (seen.size() > 1) {
            varying.add(name);
          } else {
            constants.put(name, seen.iterator().next());
          }
        });
    return varying;
  }

  /** The table in Markdown. */
  String markdown() {
    List<String> others = columns.stream().filter(column -> !column.equals(baseline)).toList();
    List<String> head = new ArrayList<>(heads);
    columns.forEach(column -> head.add(column + ", " + unit.replace("us/op", "µs")));
    for (String other : others) {
      head.add(other + " / " + baseline);
      head.add("range");
      head.add(other + " − " + baseline);
    }
    String end = System.lineSeparator();
    StringBuilder text = new StringBuilder();
    if (!constants.isEmpty()) {
      text.append(constants.toString().replaceAll("[{}]", "")).append(end).append(end);
    }
    text.append(line(head)).append(end);
    text.append(line(head.stream().map(cell -> "---").toList()));
    rows.forEach(
        (key, row) -> {
          List<String> cells = new ArrayList<>(key);
          columns.forEach(
              column -> cells.add(row.containsKey(column) ? score(row.get(column)) : ""));
          for (String other : others) {
            cells.addAll(ratio(row, other));
          }
          text.append(end).append(line(cells));
        });
    return text.toString();
  }

  private List<String> ratio(Map<String, Result> row, String other) {
    Result above = row.get(other);
    Result below = row.get(baseline);
    if (above == null || below == null) {
      return List.of("", "", "");
    }
    String difference = String.format(Locale.ROOT, "%+.3g", above.score() - below.score());
    if (below.error() >= below.score()) {
      return List.of("not measured", "", difference);
    }
    boolean ranges = !Double.isNaN(above.error() + below.error());
    return List.of(
        String.format(Locale.ROOT, "%.2f", above.score() / below.score()),
        ranges
            ? String.format(
                Locale.ROOT, "%.2f … %.2f", above.low() / below.high(), above.high() / below.low())
            : "",
        difference);
  }

  private static String score(Result result) {
    return Double.isNaN(result.error())
        ? String.format(Locale.ROOT, "%.4g", result.score())
        : String.format(Locale.ROOT, "%.4g ± %.2g", result.score(), result.error());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
