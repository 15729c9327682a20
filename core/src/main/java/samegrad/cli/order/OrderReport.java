package samegrad.cli.order;

import java.util.ArrayList;
import java.util.Collection;
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
public final class OrderReport {
  private static final String SVG =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%1$d" height="%2$d">
      <style>
      svg { color-scheme: light dark; background: Canvas; fill: CanvasText; font: 11px system-ui, sans-serif }
      path { fill: none; stroke: CanvasText }
      text { text-anchor: middle }
      .caption { font-size: 14px; text-anchor: start }
      </style>
      %3$s</svg>\
      """;

  private final Map<SummationOrder, Map<String, List<String>>> orders = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** How the report is written; the names are what a user types. */
  enum Format {
    text,
    json,
    svg
  }

  private record Form(List<Group> orders, List<String> differences, Map<String, String> failures) {}

  /** An order, and which backends add in it with how many threads. */
  private record Group(SummationOrder order, Map<String, List<String>> threads) {
    String names() {
      return threads.entrySet().stream()
          .map(each -> each.getKey() + " (threads: " + String.join(", ", each.getValue()) + ")")
          .collect(Collectors.joining(", "));
    }

    /** Why its bits and those of another differ. */
    String difference(Group other) {
      SummationTree tree = order.tree();
      SummationTree others = other.order.tree();
      return "The bits of %s and of %s may differ: %s."
          .formatted(
              names(),
              other.names(),
              tree.equals(others)
                  ? "the order is the same, but in the first %s, in the second %s"
                      .formatted(order.rounding(), other.order.rounding())
                  : "the first adds %s, the second %s"
                      .formatted(firstOnlyIn(tree, others), firstOnlyIn(others, tree)));
    }
  }

  private static String firstOnlyIn(SummationTree tree, SummationTree other) {
    Set<String> known = Set.copyOf(sums(other));
    List<String> sums = sums(tree);
    return sums.stream()
        .filter(sum -> !known.contains(sum))
        .findFirst()
        .orElse(sums.get(sums.size() - 1));
  }

  private static List<String> sums(SummationTree tree) {
    Drawing drawing = new Drawing(tree);
    return IntStream.rangeClosed(tree.terms(), tree.root()).mapToObj(drawing::expression).toList();
  }

  /** Adds the orders of a backend with so many threads. */
  public void add(String backend, String threads, List<SummationOrder> found) {
    for (SummationOrder order : found) {
      orders
          .computeIfAbsent(order, key -> new LinkedHashMap<>())
          .computeIfAbsent(backend, key -> new ArrayList<>())
          .add(threads);
    }
  }

  void fail(String backend, String why) {
    failures.put(backend, why);
  }

  boolean isEmpty() {
    return orders.isEmpty();
  }

  /** Those of the sum, then those of the product. */
  private Collection<List<Group>> groups() {
    return orders.entrySet().stream()
        .map(entry -> new Group(entry.getKey(), entry.getValue()))
        .collect(
            Collectors.groupingBy(
                group -> group.order().describe(), LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private static List<String> differences(List<Group> groups) {
    return groups.stream().skip(1).map(groups.get(0)::difference).toList();
  }

  String write(Format format) {
    return switch (format) {
      case text -> text();
      case svg -> svg();
      case json ->
          Json.write(
              new Form(
                  groups().stream().flatMap(List::stream).toList(),
                  groups().stream().flatMap(same -> differences(same).stream()).toList(),
                  failures));
    };
  }

  /** The orders as text, then why those of two backends give other bits. */
  public String text() {
    List<String> lines = new ArrayList<>();
    for (List<Group> same : groups()) {
      lines.add(same.get(0).order().describe());
      for (Group group : same) {
        lines.add("  %s: %s".formatted(group.names(), group.order().rounding()));
        new Drawing(group.order().tree()).lines("    ", lines);
      }
      lines.addAll(differences(same));
      lines.add("");
    }
    failures.forEach((backend, why) -> lines.add(backend + ": " + why));
    return String.join(System.lineSeparator(), lines).stripTrailing();
  }

  private String svg() {
    StringBuilder body = new StringBuilder();
    int width = 0;
    int height = 0;
    for (Group group : groups().stream().flatMap(List::stream).toList()) {
      Drawing drawing = new Drawing(group.order().tree());
      String caption = group.order().describe() + ": " + group.names();
      body.append(
              "<text class=\"caption\" x=\"8\" y=\"%d\">%s</text>\n"
                  .formatted(height + 24, caption))
          .append(
              "<g transform=\"translate(0 %d)\">\n%s</g>\n".formatted(height + 36, drawing.svg()));
      width = Math.max(width, Math.max(drawing.width(), 8 * caption.length()));
      height += 36 + drawing.height();
    }
    return SVG.formatted(width, height, body);
  }
}
