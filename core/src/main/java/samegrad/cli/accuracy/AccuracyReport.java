package samegrad.cli.accuracy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import samegrad.Settings;
import samegrad.cli.console.Table;
import samegrad.cli.worker.Outcome;
import samegrad.json.Json;
import samegrad.measure.Accuracy;
import samegrad.measure.Determinism;
import samegrad.tensor.DType;

/** What was measured of all backends. */
final class AccuracyReport {
  /** The backend whose bits the others' are compared with. */
  private static final String BITS = Settings.DEFAULT_BACKEND;

  private static final String DETERMINISM = "determinism";

  private final int runs;
  private final Map<String, Outcome.Measured> measured = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  /** How the report is written; the names are what a user types. */
  enum Format {
    text,
    json,
    markdown
  }

  /**
   * An empty report.
   *
   * @param runs how often determinism was measured with each number of threads
   */
  AccuracyReport(int runs) {
    this.runs = runs;
  }

  /** What came of asking a backend. */
  void add(String backend, Outcome outcome) {
    if (outcome instanceof Outcome.Measured result) {
      measured.put(backend, result);
    }
    outcome.failure().ifPresent(why -> failures.put(backend, why));
  }

  /**
   * Whether every result of every backend is within its bounds, none has failed and one is there.
   */
  boolean allWithinBounds() {
    return failures.isEmpty()
        && !measured.isEmpty()
        && measured.values().stream()
            .flatMap(result -> result.accuracies().stream())
            .allMatch(accuracy -> accuracy.differing() == 0);
  }

  String text(Format format) {
    return switch (format) {
      case text -> text();
      case json -> Json.write(new Form(rows(), grades(), failures));
      case markdown -> markdown();
    };
  }

  private String text() {
    Table table =
        new Table("backend", "operation", "dtype", "error/bound", "max ulp", "bits of " + BITS);
    StringBuilder grades = new StringBuilder();
    for (Row row : rows()) {
      Accuracy one = row.accuracy();
      table.row(
          row.backend(),
          one.operation(),
          one.dtype(),
          number(one.maxRatio()),
          number(one.maxUlps()),
          sameBits(one));
    }
    for (Grade one : grades()) {
      grades.append("%n%s %s: %s".formatted(one.backend(), one.dtype(), one.determinism()));
    }
    failures.forEach(table::row);
    return table + grades.toString();
  }

  private record Row(String backend, @JsonUnwrapped Accuracy accuracy) {}

  private record Grade(String backend, DType dtype, @JsonUnwrapped Determinism determinism) {}

  private record Form(List<Row> accuracy, List<Grade> determinism, Map<String, String> failures) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    measured.forEach(
        (name, result) -> result.accuracies().forEach(one -> rows.add(new Row(name, one))));
    return rows;
  }

  private List<Grade> grades() {
    List<Grade> grades = new ArrayList<>();
    measured.forEach(
        (name, result) ->
            result.determinism().forEach((dtype, one) -> grades.add(new Grade(name, dtype, one))));
    return grades;
  }

  /** A row for each operation and dtype, a column for each backend: error/bound and ulps. */
  private String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| operation | dtype | " + String.join(" | ", measured.keySet()) + " |");
    lines.add("|---|---|" + "---|".repeat(measured.size()));
    List<Accuracy> rows =
        measured.values().stream().findFirst().map(Outcome.Measured::accuracies).orElse(List.of());
    for (Accuracy row : rows) {
      lines.add(line(row.operation(), row.dtype(), result -> cell(result, row)));
    }
    if (runs > 0) {
      for (DType dtype : DType.values()) {
        lines.add(line(DETERMINISM, dtype, result -> grade(result, dtype)));
      }
    }
    failures.forEach((backend, why) -> lines.add("\n" + backend + ": " + why));
    return String.join("\n", lines);
  }

  private String line(String operation, DType dtype, Function<Outcome.Measured, String> cell) {
    return measured.values().stream()
        .map(cell)
        .collect(Collectors.joining(" | ", "| " + operation + " | " + dtype + " | ", " |"));
  }

  private String cell(Outcome.Measured result, Accuracy like) {
    Optional<Accuracy> found = find(result, like);
    if (found.isEmpty()) {
      return "";
    }
    Accuracy row = found.get();
    String bits = sameBits(row).equals("yes") ? "" : ", own bits";
    return number(row.maxRatio()) + ", " + number(row.maxUlps()) + " ulp" + bits;
  }

  private static String grade(Outcome.Measured result, DType dtype) {
    Determinism determinism = result.determinism().get(dtype);
    return determinism == null ? "" : determinism.grade().toString();
  }

  private static Optional<Accuracy> find(Outcome.Measured result, Accuracy like) {
    return result.accuracies().stream()
        .filter(row -> row.operation().equals(like.operation()) && row.dtype() == like.dtype())
        .findFirst();
  }

  private String sameBits(Accuracy row) {
    Outcome.Measured plain = measured.get(BITS);
    return plain == null
        ? "?"
        : find(plain, row).map(own -> own.bits().equals(row.bits()) ? "yes" : "no").orElse("?");
  }

  /** Two significant digits. */
  private static String number(double value) {
    return value == 0 || value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, value >= 10 ? "%.0f" : "%.2g", value);
  }
}
