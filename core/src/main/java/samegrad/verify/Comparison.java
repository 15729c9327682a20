package samegrad.verify;

import samegrad.HostTensor;
import samegrad.TensorType;

/**
 * How a tensor compares with its exact value, or two with each other.
 *
 * <p>The bound alone decides; all else is reported. An element <em>differs</em> if its error is not
 * {@code <=} its bound; so NaN differs unless the exact value is NaN, and ±∞ unless it is the same
 * ±∞. An element <em>abstains</em> if it is within a bound that is as large as the value, since
 * then a zero would have passed too. The tensor is {@link Verdict#DIFFER} if one element differs.
 * Else it is {@link Verdict#ABSTAIN} if the same holds of it as a whole: ‖bound‖₂ ≥ ‖exact‖₂, or
 * one bound is +∞. Else it is {@link Verdict#AGREE}, and {@link #abstaining} says how many elements
 * have no part in that.
 *
 * @param verdict the decision
 * @param maxAbsolute the largest |result − exact|, over elements with a finite bound, as are all
 *     that follow
 * @param maxRelative the largest |result − exact| / |exact|
 * @param maxUlps the largest |result − exact| in units in the last place of the dtype, at the exact
 *     value
 * @param maxRatio the largest |result − exact| / bound: at most 1 unless an element differs
 * @param sameBits whether the two tensors have the same bits; against a reference, whether each
 *     element is the exact value rounded to double, then to the dtype
 * @param worstElement the element, counted row by row, with the largest ratio; −1 if there is none
 * @param abstaining how many elements abstain
 * @param elements how many elements there are
 * @param detail what {@link #describe} says after the verdict
 */
public record Comparison(
    Verdict verdict,
    double maxAbsolute,
    double maxRelative,
    double maxUlps,
    double maxRatio,
    boolean sameBits,
    int worstElement,
    int abstaining,
    int elements,
    String detail) {

  /** Compares a result with what it should be. */
  public static Comparison of(HostTensor result, Reference reference) {
    if (!result.type().equals(reference.type())) {
      return mismatch(result.type(), reference.type());
    }
    Tally tally = new Tally(reference, 1);
    for (int i = 0; i < reference.size(); i++) {
      double got = result.get(i);
      double rounded = reference.type().dtype().round(reference.nearest(i));
      // == calls −0 and 0 the same: an exact zero has no sign.
      boolean same = got == rounded || Double.compare(got, rounded) == 0;
      tally.add(i, got, reference.distance(i, got), same);
    }
    return tally.comparison("exact");
  }

  /**
   * Compares two results with each other: each may be off by its bound, so that they may differ by
   * the sum.
   */
  public static Comparison between(HostTensor a, HostTensor b, Reference reference) {
    if (!a.type().equals(reference.type())) {
      return mismatch(a.type(), reference.type());
    }
    if (!b.type().equals(reference.type())) {
      return mismatch(b.type(), reference.type());
    }
    Tally tally = new Tally(reference, 2);
    for (int i = 0; i < reference.size(); i++) {
      double first = a.get(i);
      double second = b.get(i);
      boolean same = Double.doubleToRawLongBits(first) == Double.doubleToRawLongBits(second);
      tally.add(i, first, distance(first, second, reference.nearest(i)), same);
    }
    return tally.comparison("the other result's error and exact");
  }

  private static double distance(double a, double b, double exact) {
    if (Double.isFinite(exact)) {
      double difference = Math.abs(a - b);
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
    boolean bothExact = Double.compare(a, exact) == 0 && Double.compare(b, exact) == 0;
    return bothExact ? 0 : Double.POSITIVE_INFINITY;
  }

  private static Comparison mismatch(TensorType got, TensorType wanted) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Comparison(
        Verdict.DIFFER,
        infinite,
        infinite,
        infinite,
        infinite,
        false,
        -1,
        0,
        wanted.shape().size(),
        "got a tensor of type " + got + " where it should be " + wanted);
  }

  /** One line: the verdict, the worst element, and how many elements abstain. */
  public String describe() {
    return verdict + ": " + detail;
  }
}
