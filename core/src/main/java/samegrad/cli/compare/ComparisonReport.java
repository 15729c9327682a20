package samegrad.cli.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import samegrad.KnownBackend;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Table;
import samegrad.cli.worker.Outcome;
import samegrad.network.ByHand;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * What all backends made of one homework, tensor by tensor, and whether they agree.
 *
 * @param reference the arithmetic of the exact results
 */
@JsonPropertyOrder({
  "network",
  "dtype",
  "reference",
  "rows",
  "missing",
  "verdict",
  "exitStatus",
  "answer"
})
record ComparisonReport(
    @JsonIgnore Homework homework, String reference, List<Row> rows, List<Missing> missing) {

  /**
   * One tensor of one backend. The differences are from the derivation by hand; all else is from
   * the exact value.
   *
   * @param backend its name, or {@link ByHand#NAME}
   * @param how which autograd
   * @param errorOverBound the largest error as a fraction of its bound
   * @param abstaining how many elements abstain
   * @param unbounded how many of those have no bound, as a correct computation may overflow
   */
  private record Row(
      String backend,
      String how,
      String tensor,
      String shape,
      double maxAbsolute,
      double maxRelative,
      double maxUlps,
      boolean sameBits,
      double errorOverBound,
      int abstaining,
      int unbounded,
      int elements,
      Verdict verdict) {}

  /**
   * A backend without results.
   *
   * @param failed whether it was there and failed
   */
  private record Missing(String backend, String why, boolean failed) {}

  /** Compares; the backends that a user looks for come first. */
  static ComparisonReport of(Homework homework, List<Asked> asked) {
    HomeworkResult byHand = ByHand.solve(homework);
    Oracle.Solution exact = Oracle.solve(homework);
    List<Row> rows = new ArrayList<>(rows(ByHand.NAME, "float64", byHand, byHand, exact));
    List<Missing> missing = new ArrayList<>();
    List<Asked> ordered = new ArrayList<>();
    for (KnownBackend known : KnownBackend.ALL) {
      asked.stream().filter(one -> one.backend().equals(known.name())).forEach(ordered::add);
      if (asked.stream().noneMatch(one -> one.backend().equals(known.name()))) {
        missing.add(new Missing(known.name(), "not on the class path", false));
      }
    }
    asked.stream().filter(one -> !ordered.contains(one)).forEach(ordered::add);
    for (Asked one : ordered) {
      boolean failed = one.outcome() instanceof Outcome.Failed;
      one.outcome()
          .failure()
          .ifPresent(why -> missing.add(new Missing(one.backend(), why, failed)));
      if (one.outcome() instanceof Outcome.Answered answered) {
        answered
            .results()
            .forEach(
                (how, result) ->
                    rows.addAll(rows(one.backend(), how.toString(), result, byHand, exact)));
      }
    }
    return new ComparisonReport(homework, exact.arithmetic(), rows, missing);
  }

  private static List<Row> rows(
      String source,
      String how,
      HomeworkResult result,
      HomeworkResult byHand,
      Oracle.Solution exact) {
    List<Row> rows = new ArrayList<>();
    Map<TensorName, HostTensor> derived = byHand.tensors();
    result
        .tensors()
        .forEach(
            (name, tensor) -> {
              Reference reference = exact.tensor(name);
              HostTensor right = Objects.requireNonNull(derived.get(name));
              Comparison difference = Comparison.between(tensor, right, reference);
              Comparison error = Comparison.of(tensor, reference);
              rows.add(
                  new Row(
                      source,
                      how,
                      name.toString(),
                      tensor.shape().toString(),
                      difference.maxAbsolute(),
                      difference.maxRelative(),
                      difference.maxUlps(),
                      difference.sameBits(),
                      error.maxRatio(),
                      error.abstaining(),
                      error.unbounded(),
                      error.elements(),
                      error.verdict()));
            });
    return rows;
  }

  @JsonProperty
  String network() {
    return homework.network().name();
  }

  @JsonProperty
  DType dtype() {
    return homework.dtype();
  }

  @JsonProperty
  String verdict() {
    return sources().isEmpty() ? "NONE" : decision().toString();
  }

  /** What the shell is told. */
  @JsonProperty
  int exitStatus() {
    if (sources().isEmpty()) {
      return ExitStatus.UNKNOWN;
    }
    return switch (decision()) {
      case AGREE -> ExitStatus.DONE;
      case DIFFER -> ExitStatus.NO;
      case ABSTAIN -> ExitStatus.UNKNOWN;
    };
  }

  /** What can be said of the backends that answered, if any did. */
  private Verdict decision() {
    if (count(Verdict.DIFFER) > 0 || failed() > 0) {
      return Verdict.DIFFER;
    }
    return count(Verdict.ABSTAIN) > 0 ? Verdict.ABSTAIN : Verdict.AGREE;
  }

  private long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  private long failed() {
    return missing.stream().filter(Missing::failed).count();
  }

  private List<String> sources() {
    return rows.stream().map(Row::backend).distinct().skip(1).toList(); // the first is by hand
  }

  /** The homework's last question, answered in one sentence. */
  @JsonProperty
  String answer() {
    String who = String.join(", ", sources());
    return "Did you get the same results as in your previous homework? "
        + (sources().isEmpty()
            ? "Nobody knows: no backend answered."
            : switch (decision()) {
              case AGREE ->
                  String.format(
                      Locale.ROOT,
                      "Yes: %s and the derivation by hand agree in all %d tensors; no error is more"
                          + " than %.2g of what rounding alone may cause.",
                      who,
                      rows.size(),
                      rows.stream().mapToDouble(Row::errorOverBound).max().orElse(0));
              case ABSTAIN ->
                  "Cannot tell: nothing contradicts it, but %d of %d tensors abstain: %s."
                      .formatted(count(Verdict.ABSTAIN), rows.size(), whyAbstaining());
              case DIFFER ->
                  "No: %d of %d tensors differ by more than rounding can explain, and %d backend%s failed (%s answered)."
                      .formatted(
                          count(Verdict.DIFFER),
                          rows.size(),
                          failed(),
                          failed() == 1 ? "" : "s",
                          who);
            });
  }

  private String whyAbstaining() {
    long unbounded =
        rows.stream()
            .filter(row -> row.verdict() == Verdict.ABSTAIN && row.unbounded() > 0)
            .count();
    String large =
        "rounding may be as large as the values, as where terms cancel or a sigmoid is saturated";
    String overflow = "a correct computation may overflow";
    if (unbounded == 0) {
      return large;
    }
    return unbounded == count(Verdict.ABSTAIN)
        ? overflow
        : "in %d of them %s, in the others %s".formatted(unbounded, overflow, large);
  }

  String text() {
    Table table =
        new Table(
            "backend,how,tensor,shape,max abs,max rel,max ulp,same bits,error/bound,verdict"
                .split(","));
    for (Row row : rows) {
      table.row(
          row.backend(),
          row.how(),
          row.tensor(),
          row.shape(),
          number(row.maxAbsolute()),
          number(row.maxRelative()),
          number(row.maxUlps()),
          row.sameBits() ? "yes" : "no",
          number(row.errorOverBound()),
          row.verdict() + abstaining(row));
    }
    missing.forEach(one -> table.row(one.backend(), one.why()));
    return String.join(
        System.lineSeparator(),
        "%s, %d samples, %s".formatted(homework.network(), homework.samples(), homework.dtype()),
        "max abs, rel, ulp: the largest difference from the derivation by hand; error/bound: the"
            + " largest error,",
        "against the exact value (" + reference + "), as a fraction of what rounding may cause",
        "",
        table.toString(),
        "",
        answer());
  }

  private static String abstaining(Row row) {
    return row.verdict() == Verdict.AGREE && row.abstaining() > 0
        ? " (%d of %d elements abstain)".formatted(row.abstaining(), row.elements())
        : "";
  }

  private static String number(double value) {
    return Table.number("%.2g", value);
  }
}
