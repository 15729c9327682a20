package samegrad.check;

import java.util.List;
import samegrad.check.Hypothesis.Change;
import samegrad.check.Ways.Where;
import samegrad.explain.Derivation;
import samegrad.explain.Quantity.Kind;
import samegrad.network.Homework;
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
  static List<Change> update(Derivation right, Answers answers) {
    Factor factor = factor(right, answers);
    return factor.value() < 0 && Math.abs(factor.value() + 1) > factor.within()
        ? List.of(change(right, factor))
        : List.of();
  }

  /** A whole number of times the gradient. */
  static List<Change> accumulated(Derivation right, Answers answers) {
    Factor factor = factor(right, answers);
    long times = Math.round(factor.value());
    return times >= 2 && Math.abs(factor.value() - times) <= factor.within()
        ? List.of(change(right, new Factor(times, 0)))
        : List.of();
  }

  /** From the number that says it most exactly. */
  private static Factor factor(Derivation right, Answers answers) {
    double rounding = 2 * right.homework().dtype().unitRoundoff();
    Factor best = new Factor(0, Double.POSITIVE_INFINITY);
    for (Answer answer : answers.byQuantity().values()) {
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
    Homework homework = right.homework();
    Reference scalar = Ways.scalar(homework, factor.value(), factor.within());
    return Change.of(
        Ways.in(
            homework,
            Where.ANYWHERE,
            kind -> (d, l) -> Ways.OPERATIONS.multiply(d.right(kind, l), scalar),
            Kind.DW,
            Kind.DB));
  }
}
