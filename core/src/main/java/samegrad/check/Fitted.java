package samegrad.check;

import java.util.List;
import java.util.Map;
import samegrad.check.Hypothesis.Change;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity;
import samegrad.explain.Quantity.Kind;
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
  private record Factor(double value, double within) {
    double relative() {
      return within / Math.abs(value);
    }
  }

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
    double rounding = 2 * right.homework().dtype().unitRoundoff();
    Factor best = new Factor(0, Double.POSITIVE_INFINITY);
    for (Answer answer : answers.values()) {
      Kind kind = answer.quantity().kind();
      Reference exact = right.get(answer.quantity());
      boolean counts = kind == Kind.DW || kind == Kind.DB;
      for (int i = 0;
          counts && answer.shape().equals(exact.type().shape()) && i < exact.size();
          i++) {
        Written number = answer.numbers().get(i);
        double value = number.value().doubleValue() / exact.nearest(i);
        double off = number.half().doubleValue() / Math.abs(exact.nearest(i));
        double relative = exact.bound(i) / Math.abs(exact.nearest(i)) + rounding;
        Factor factor = new Factor(value, off + Math.abs(value) * relative);
        if (!number.missing() && factor.relative() < best.relative()) { // not if one is 0
          best = factor;
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
