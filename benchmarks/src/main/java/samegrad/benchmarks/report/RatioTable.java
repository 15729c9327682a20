package samegrad.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import samegrad.network.InvalidInputException;

/**
 * Results side by side, and how many times the baseline each is.
 *
 * <p>A ratio stands with the range that the two errors leave it: [(s−e)/(s₀+e₀), (s+e)/(s₀−e₀)].
 */
final class RatioTable {
  private static final String END = System.lineSeparator();

  private RatioTable() {}

  /**
   * The table in Markdown, below what is the same in all rows.
   *
   * @param results in one unit
   * @param by the parameter whose values are the columns
   * @param baseline the value that the others are divided by
   * @throws InvalidInputException if no result has that value or that parameter
   */
  static String markdown(List<Result> results, String by, String baseline) {
    Set<String> columns = new LinkedHashSet<>(List.of(baseline));
    Map<String, Set<String>> values = new LinkedHashMap<>();
    Map<Map<String, String>, Map<String, Result>> rows = new LinkedHashMap<>();
    for (Result result : results) {
      Map<String, String> key = new LinkedHashMap<>(Map.of("benchmark", result.name()));
      key.putAll(result.parameters());
      String column = key.remove(by);
      if (column == null) {
        throw new InvalidInputException(
            "--by: " + result.benchmark() + " has no parameter \"" + by + "\"");
      }
      columns.add(column);
      key.forEach(
          (name, value) -> values.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(value));
      rows.computeIfAbsent(key, unused -> new LinkedHashMap<>()).put(column, result);
    }
    if (rows.values().stream().noneMatch(row -> row.containsKey(baseline))) {
      throw new InvalidInputException(
          "--baseline: no result has the " + by + " \"" + baseline + "\", there are " + columns);
    }
    Map<String, String> same = new TreeMap<>();
    List<String> heads = new ArrayList<>();
    values.forEach(
        (name, seen) -> {
          if (seen.size() > 1) {
            heads.add(name);
          } else {
            same.put(name, seen.iterator().next());
          }
        });
    List<String> head = new ArrayList<>(heads);
    columns.forEach(column -> head.add(column + ", " + results.get(0).shortUnit()));
    columns.stream().skip(1).forEach(other -> head.add(other + " / " + baseline));
    StringBuilder text = new StringBuilder(same.toString().replaceAll("[{}]", ""));
    text.append(same.isEmpty() ? "" : END + END).append(line(head)).append(END);
    text.append(line(head.stream().map(cell -> "---").toList()));
    rows.forEach(
        (key, row) -> {
          List<String> cells = new ArrayList<>();
          heads.forEach(name -> cells.add(key.getOrDefault(name, "")));
          columns.forEach(
              column -> cells.add(row.containsKey(column) ? row.get(column).text() : ""));
          columns.stream()
              .skip(1)
              .forEach(
                  other ->
                      cells.add(
                          row.containsKey(other) && row.containsKey(baseline)
                              ? ratio(row.get(other), row.get(baseline))
                              : ""));
          text.append(END).append(line(cells));
        });
    return text.toString();
  }

  private static String ratio(Result above, Result below) {
    if (below.error() >= below.score()) {
      return "not measured";
    }
    String ratio = String.format(Locale.ROOT, "%.2f", above.score() / below.score());
    return Double.isNaN(above.error() + below.error())
        ? ratio
        : String.format(
            Locale.ROOT,
            "%s (%.2f … %.2f)",
            ratio,
            above.low() / below.high(),
            above.high() / below.low());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
