package samegrad.verify;

import java.util.Locale;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

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
 * @param type what the result should be
 * @param resultType what it is; if it is not the same, all that follows is ∞ or empty
 * @param maxAbsolute the largest |result − exact|, over elements with a finite bound, as are all
 *     that follow
 * @param maxRelative the largest |result − exact| / |exact|
 * @param maxUlps the largest |result − exact| in units in the last place of the dtype, at the exact
 *     value
 * @param maxRatio the largest |result − exact| / bound: at most 1 unless an element differs
 * @param sameBits whether the two tensors have the same bits; against a reference, whether each
 *     element is the exact value rounded to double, then to the dtype
 * @param abstaining how many elements abstain
 * @param unbounded how many of those have the bound +∞: there correct computations may overflow,
 *     and disagree
 * @param worstElement the element, counted row by row, with the largest ratio; −1 if there is none
 * @param got that element
 * @param expected what it was compared with: the exact value as a double, or the other result's
 *     element
 * @param error how far the two are apart
 * @param bound how far they may be apart
 */
public record Comparison(
    Verdict verdict,
    TensorType type,
    TensorType resultType,
    double maxAbsolute,
    double maxRelative,
    double maxUlps,
    double maxRatio,
    boolean sameBits,
    int abstaining,
    int unbounded,
    int worstElement,
    double got,
    double expected,
    double error,
    double bound) {

  /** Compares a result with what it should be. */
  public static Comparison of(HostTensor result, Reference reference) {
    if (!result.type().equals(reference.type())) {
      return mismatch(reference.type(), result.type());
    }
    ComparisonBuilder elements = new ComparisonBuilder(reference, 1);
    for (int i = 0; i < reference.size(); i++) {
      double got = result.get(i);
      double exact = reference.nearest(i);
      double rounded = reference.type().dtype().round(exact);
      // == calls −0 and 0 the same: an exact zero has no sign.
      boolean same = got == rounded || Double.compare(got, rounded) == 0;
      elements.add(i, got, exact, reference.distance(i, got), same);
    }
    return elements.build();
  }

  /**
   * Compares two results with each other: each may be off by its bound, so that they may differ by
   * the sum.
   */
  public static Comparison between(HostTensor a, HostTensor b, Reference reference) {
    if (!a.type().equals(reference.type())) {
      return mismatch(reference.type(), a.type());
    }
    if (!b.type().equals(reference.type())) {
      return mismatch(reference.type(), b.type());
    }
    ComparisonBuilder elements = new ComparisonBuilder(reference, 2);
    for (int i = 0; i < reference.size(); i++) {
      double first = a.get(i);
      double second = b.get(i);
      boolean same = Double.doubleToRawLongBits(first) == Double.doubleToRawLongBits(second);
      elements.add(i, first, second, distance(first, second, reference.nearest(i)), same);
    }
    return elements.build();
  }

  private static double distance(double a, double b, double exact) {
    if (Double.isFinite(exact)) {
      double difference = Math.abs(a - b);
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
    boolean bothExact = Double.compare(a, exact) == 0 && Double.compare(b, exact) == 0;
    return bothExact ? 0 : Double.POSITIVE_INFINITY;
  }

  private static Comparison mismatch(TensorType type, TensorType resultType) {
    double infinite = Double.POSITIVE_INFINITY;
    return new Comparison(
        Verdict.DIFFER,
        type,
        resultType,
        infinite,
        infinite,
        infinite,
        infinite,
        false,
        0,
        0,
        -1,
        Double.NaN,
        Double.NaN,
        infinite,
        0);
  }

  /** The number of elements. */
  public int elements() {
    return type.shape().size();
  }

  /** One line: the verdict, the worst element, and how many elements abstain. */
  public String describe() {
    if (!type.equals(resultType)) {
      return verdict + ": got " + resultType + " where it should be " + type;
    }
    String some =
        abstaining == 0 ? "" : "; " + abstaining + " of " + elements() + " elements abstain";
    if (worstElement < 0) {
      return verdict + some;
    }
    return String.format(
        Locale.ROOT,
        "%s: worst is element %s: got %s, expected %s, error %.3g, bound %.3g, ratio %.3g%s",
        verdict,
        place(),
        text(got),
        text(expected),
        error,
        bound,
        ratio(error, bound),
        some);
  }

  /** error/bound, 0 if there is no error. */
  static double ratio(double error, double bound) {
    return error == 0 ? 0 : error / bound;
  }

  private String text(double value) {
    return type.dtype() == DType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
  }

  private String place() {
    Shape shape = type.shape();
    return shape.rank() == 2
        ? "(" + worstElement / shape.columns() + ", " + worstElement % shape.columns() + ")"
        : Integer.toString(worstElement);
  }
}
