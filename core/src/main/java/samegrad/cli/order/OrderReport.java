package samegrad.cli.order;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import samegrad.json.Json;
import samegrad.measure.SummationOrder;
import samegrad.measure.SummationTree;

/** In which order backends add, those together that add in the same. */
final class OrderReport {
  private static final String STYLE =
      "svg{color-scheme:light dark;background:Canvas;font:11px"
          + " system-ui,sans-serif;fill:CanvasText}"
          + "path{fill:none;stroke:CanvasText}text{text-anchor:middle}"
          + ".caption{font-size:14px;text-anchor:start}";

  private final List<Row> rows = new ArrayList<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** How the report is written; the names are what a user types. */
  enum Format {
    text,
    json,
    svg
  }

  private record Row(String backend, int threads, SummationOrder order) {}

  private record Form(List<Row> orders, List<String> differences, Map<String, String> failures) {}

  /** An order, and who adds in it: with how many threads, by backend. */
  private record Group(SummationOrder order, Map<String, List<Integer>> who) {
    String title() {
      return "%s of %s%d, %s"
          .formatted(
              order.operation(),
              order.operation().equals("sum") ? "" : "depth ",
              order.tree().terms(),
              order.dtype());
    }

    String names() {
      return who.entrySet().stream()
          .map(
              each ->
                  each.getValue().stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(" or ", each.getKey() + " with ", " thread"))
                      + (each.getValue().equals(List.of(1)) ? "" : "s"))
          .collect(Collectors.joining(", "));
    }
  }

  void add(String backend, int threads, List<SummationOrder> orders) {
    orders.forEach(order -> rows.add(new Row(backend, threads, order)));
  }

  void fail(String backend, String why) {
    failures.put(backend, why);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  private Map<String, List<Group>> groups() {
    Map<SummationOrder, Group> groups = new LinkedHashMap<>();
    for (Row row : rows) {
      groups
          .computeIfAbsent(row.order(), order -> new Group(order, new LinkedHashMap<>()))
          .who()
          .computeIfAbsent(row.backend(), name -> new ArrayList<>())
          .add(row.threads());
    }
    return groups.values().stream()
        .collect(Collectors.groupingBy(Group::title, LinkedHashMap::new, Collectors.toList()));
  }

  /** Why the bits of the first and those of each other differ. */
  private static List<String> differences(List<Group> groups) {
    return groups.stream()
        .skip(1)
        .map(
            group ->
                "%s: the bits of %s and of %s may differ: %s."
                    .formatted(
                        group.title(),
                        groups.get(0).names(),
                        group.names(),
                        why(groups.get(0), group)))
        .toList();
  }

  private static String why(Group one, Group other) {
    SummationTree tree = one.order().tree();
    if (tree.equals(other.order().tree())) {
      return "the order is the same, but for the one %s, for the other %s"
          .formatted(one.order().rounding(), other.order().rounding());
    }
    return "the one adds %s, the other %s"
        .formatted(
            firstOnlyIn(tree, other.order().tree()), firstOnlyIn(other.order().tree(), tree));
  }

  private static String firstOnlyIn(SummationTree tree, SummationTree other) {
    Drawing drawing = new Drawing(tree);
    Set<String> known = new HashSet<>(expressions(other));
    return expressions(tree).stream()
        .filter(sum -> !known.contains(sum))
        .findFirst()
        .orElseGet(() -> drawing.expression(tree.root()));
  }

  private static List<String> expressions(SummationTree tree) {
    Drawing drawing = new Drawing(tree);
    return IntStream.rangeClosed(tree.terms(), tree.root()).mapToObj(drawing::expression).toList();
  }

  String write(Format format) {
    return switch (format) {
      case text -> text();
      case svg -> svg();
      case json ->
          Json.write(
              new Form(
                  rows,
                  groups().values().stream().flatMap(same -> differences(same).stream()).toList(),
                  failures));
    };
  }

  private String text() {
    List<String> lines = new ArrayList<>();
    groups()
        .forEach(
            (title, same) -> {
              lines.add(title);
              for (Group group : same) {
                lines.add("  " + group.names() + "; " + group.order().rounding() + ":");
                lines.add(new Drawing(group.order().tree()).text("    ").stripTrailing());
              }
              lines.addAll(differences(same));
              lines.add("");
            });
    failures.forEach((backend, why) -> lines.add(backend + ": " + why));
    return String.join(System.lineSeparator(), lines).stripTrailing();
  }

  private String svg() {
    StringBuilder body = new StringBuilder();
    int width = 0;
    int height = 0;
    for (List<Group> same : groups().values()) {
      for (Group group : same) {
        Drawing drawing = new Drawing(group.order().tree());
        body.append(
            "<g transform=\"translate(0 %d)\"><text class=\"caption\" x=\"8\" y=\"18\">%s: %s</text>\n<g transform=\"translate(0 24)\">\n%s</g></g>\n"
                .formatted(height, group.title(), group.names(), drawing.svg()));
        width = Math.max(width, drawing.width());
        height += drawing.height();
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\">\n<style>%s</style>\n%s</svg>"
        .formatted(width, height, STYLE, body);
  }
}
