package samegrad.check;

import java.util.List;
import java.util.Map;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** Mistakes whose size the answers themselves say: the gradients times one factor. */
final class Fitted {
  private Fitted() {}

  /**
   * An answer over the right value.
   *
   * @param value the factor, 0 if no answer says it
   * @param within how far off it may be
   */
  private record Factor(double value, double within) {}

  /** −η times the gradient; η = 1 is a matter of the sign alone. */
  static List<Change> update(Derivation right, Map<Quantity, Answer> answers) {
    Factor factor = factor(right, answers);
    return factor.value() < 0 && Math.abs(factor.value() + 1) > factor.within()
        ? List.of(change(right, factor))
        : List.of();
  }

  /** A whole number of times the gradient. */
  static List<Change> accumulated(Derivation right, Map<Quantity, Answer> answers) {
    Factor factor = factor(right, answers);
    long times = Math.round(factor.value());
    return times >= 2 && Math.abs(factor.value() - times) <= factor.within()
        ? List.of(change(right, new Factor(times, 0)))
        : List.of();
  }

  /** From the number that says it most exactly. */
  private static Factor factor(Derivation right, Map<Quantity, Answer> answers) {
    DType dtype = right.homework().dtype();
    Factor best = new Factor(0, 0);
    double least = Double.POSITIVE_INFINITY;
    for (Answer answer : answers.values()) {
      Kind kind = answer.quantity().kind();
      if (kind == Kind.DW || kind == Kind.DB) {
        Reference reference = right.get(answer.quantity());
        boolean sameShape = reference.type().shape().equals(answer.shape());
        for (int i = 0; sameShape && i < answer.numbers().size(); i++) {
          Written number = answer.numbers().get(i);
          double exact = Math.abs(reference.nearest(i));
          double value = number.value().doubleValue() / reference.nearest(i);
          double off = number.half().doubleValue() + Math.abs(value) * reference.bound(i);
          double relative = off / (exact * Math.abs(value)) + 2 * dtype.unitRoundoff();
          if (!number.missing() && relative < least) { // not if exact or value is 0
            least = relative;
            best = new Factor(value, Math.abs(value) * relative);
          }
        }
      }
    }
    return best;
  }

  private static Change change(Derivation right, Factor factor) {
    Reference scalar =
        OracleOperations.of(
            HostTensor.of(right.homework().dtype(), Shape.scalar(), factor.value()),
            new double[] {factor.within()});
    return Change.of(
        Hypotheses.in(
            right.homework(),
            l -> true,
            kind -> (d, l) -> OracleOperations.QUICK.multiply(d.right(kind, l), scalar),
            Kind.DW,
            Kind.DB));
  }
}
