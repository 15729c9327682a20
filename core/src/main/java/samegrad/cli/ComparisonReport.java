package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import samegrad.autograd.Autograd;
import samegrad.network.ByHand;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** What all backends made of one homework, tensor by tensor, and whether they agree. */
final class ComparisonReport {
  private final Homework homework;
  private final HomeworkResult byHand;
  private final Oracle.Solution exact;
  private final List<Row> rows = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  /**
   * One tensor of one backend.
   *
   * @param source the backend, or {@link ByHand#NAME}
   * @param how which autograd
   * @param tensor its name
   * @param shape its shape
   * @param difference from the derivation by hand
   * @param error from the exact value, and the verdict
   */
  private record Row(
      String source,
      String how,
      String tensor,
      String shape,
      Comparison difference,
      Comparison error) {}

  /**
   * A backend without results.
   *
   * @param failed whether it was there and failed
   */
  private record Missing(String backend, String why, boolean failed) {}

  ComparisonReport(Homework homework) {
    this.homework = homework;
    this.byHand = ByHand.solve(homework);
    this.exact = Oracle.solve(homework);
    byHand.tensors().forEach((name, tensor) -> add(ByHand.NAME, "float64", name, tensor));
  }

  /** A backend that could not be asked. */
  void absent(String backend, String why) {
    missing.add(new Missing(backend, why, false));
  }

  /** What came of asking a backend. */
  void add(String backend, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      for (Map.Entry<Autograd, HomeworkResult> entry : answered.results().entrySet()) {
        String autograd = entry.getKey().toString();
        entry.getValue().tensors().forEach((name, tensor) -> add(backend, autograd, name, tensor));
      }
    }
    boolean failed = outcome instanceof Outcome.Failed;
    outcome.failure().ifPresent(why -> missing.add(new Missing(backend, why, failed)));
  }

  private void add(String source, String how, TensorName name, HostTensor tensor) {
    Reference reference = exact.tensors().get(name);
    HostTensor derived = byHand.tensors().get(name);
    if (reference == null || derived == null) {
      throw new IllegalStateException("a result has a tensor " + name + " that the homework lacks");
    }
    rows.add(
        new Row(
            source,
            how,
            name.toString(),
            tensor.shape().toString(),
            Comparison.between(tensor, derived, reference),
            Comparison.of(tensor, reference)));
  }

  /** Whether every tensor of every backend that was there agrees, and there was one. */
  boolean allAgree() {
    return verdict() == Verdict.AGREE;
  }

  private Verdict verdict() {
    if (count(Verdict.DIFFER) > 0
        || missing.stream().anyMatch(Missing::failed)
        || sources().isEmpty()) {
      return Verdict.DIFFER;
    }
    return count(Verdict.ABSTAIN) > 0 ? Verdict.ABSTAIN : Verdict.AGREE;
  }

  private long count(Verdict verdict) {
    return rows.stream().filter(row -> row.error().verdict() == verdict).count();
  }

  private Set<String> sources() {
    Set<String> sources = new LinkedHashSet<>();
    rows.stream()
        .map(Row::source)
        .filter(source -> !source.equals(ByHand.NAME))
        .forEach(sources::add);
    return sources;
  }

  /** The homework's last question, answered in one sentence. */
  private String answer() {
    String question = "Did you get the same results as in your previous homework? ";
    String who = String.join(", ", sources());
    long failed = missing.stream().filter(Missing::failed).count();
    double ratio = rows.stream().mapToDouble(row -> row.error().maxRatio()).max().orElse(0);
    if (sources().isEmpty()) {
      return question + "Nobody knows: no backend answered.";
    }
    return question
        + switch (verdict()) {
          case AGREE ->
              String.format(
                  Locale.ROOT,
                  "Yes: %s and the derivation by hand agree in all %d tensors; no error is more"
                      + " than %.2g of what rounding alone may cause.",
                  who,
                  rows.size(),
                  ratio);
          case ABSTAIN ->
              String.format(
                  Locale.ROOT,
                  "Nothing contradicts it, but %d of %d tensors are too cancelled to tell: there"
                      + " rounding may be as large as the value.",
                  count(Verdict.ABSTAIN),
                  rows.size());
          case DIFFER ->
              String.format(
                  Locale.ROOT,
                  "No: %d of %d tensors differ by more than rounding can explain, and %d backend%s"
                      + " failed (%s answered).",
                  count(Verdict.DIFFER),
                  rows.size(),
                  failed,
                  failed == 1 ? "" : "s",
                  who);
        };
  }

  String text() {
    Table table =
        new Table(
            "backend",
            "how",
            "tensor",
            "shape",
            "max abs",
            "max rel",
            "max ulp",
            "same bits",
            "error/bound",
            "verdict");
    for (Row row : rows) {
      table.row(
          row.source(),
          row.how(),
          row.tensor(),
          row.shape(),
          number(row.difference().maxAbsolute()),
          number(row.difference().maxRelative()),
          number(row.difference().maxUlps()),
          row.difference().sameBits() ? "yes" : "no",
          number(row.error().maxRatio()),
          row.error().verdict().toString() + abstaining(row.error()));
    }
    missing.forEach(one -> table.row(one.backend(), one.why()));
    String end = System.lineSeparator();
    return "%s, %d samples, %s".formatted(homework.network(), homework.samples(), homework.dtype())
        + end
        + "max abs, rel, ulp: the largest difference from the derivation by hand;"
        + " error/bound: the largest error,"
        + end
        + "against the exact value ("
        + exact.arithmetic()
        + "), as a fraction of what rounding may cause"
        + end
        + end
        + table
        + end
        + end
        + answer();
  }

  private static String abstaining(Comparison error) {
    return error.verdict() == Verdict.AGREE && error.abstaining() > 0
        ? " (%d of %d elements abstain)".formatted(error.abstaining(), error.elements())
        : "";
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value);
  }

  String json() throws JsonProcessingException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("network", homework.network().name());
    root.put("dtype", homework.dtype().toString());
    root.put("reference", exact.arithmetic());
    ArrayNode array = root.putArray("rows");
    for (Row row : rows) {
      ObjectNode node = array.addObject();
      node.put("backend", row.source());
      node.put("how", row.how());
      node.put("tensor", row.tensor());
      node.put("shape", row.shape());
      node.put("maxAbsolute", row.difference().maxAbsolute());
      node.put("maxRelative", row.difference().maxRelative());
      node.put("maxUlps", row.difference().maxUlps());
      node.put("sameBits", row.difference().sameBits());
      node.put("errorOverBound", row.error().maxRatio());
      node.put("abstaining", row.error().abstaining());
      node.put("verdict", row.error().verdict().toString());
    }
    ArrayNode absent = root.putArray("missing");
    for (Missing one : missing) {
      absent
          .addObject()
          .put("backend", one.backend())
          .put("why", one.why())
          .put("failed", one.failed());
    }
    root.put("verdict", sources().isEmpty() ? "NONE" : verdict().toString());
    root.put("answer", answer());
    return new ObjectMapper().writeValueAsString(root);
  }
}
