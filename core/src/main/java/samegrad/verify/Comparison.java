package samegrad.verify;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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
    return of(
        result,
        reference::nearest,
        i -> reference.distance(i, result.get(i)),
        i -> {
          double rounded = reference.type().dtype().round(reference.nearest(i));
          // == calls −0 and 0 the same: an exact zero has no sign.
          return result.get(i) == rounded || Double.compare(result.get(i), rounded) == 0;
        },
        reference,
        1);
  }

  /**
   * Compares two results with each other: each may be off by its bound, so that they may differ by
   * the sum.
   */
  public static Comparison between(HostTensor a, HostTensor b, Reference reference) {
    for (HostTensor each : List.of(a, b)) {
      if (!each.type().equals(reference.type())) {
        return mismatch(reference.type(), each.type());
      }
    }
    return of(
        a,
        b::get,
        i -> distance(a.get(i), b.get(i), reference.nearest(i)),
        i -> Double.doubleToRawLongBits(a.get(i)) == Double.doubleToRawLongBits(b.get(i)),
        reference,
        2);
  }

  private static double distance(double a, double b, double exact) {
    if (Double.isFinite(exact)) {
      double difference = Math.abs(a - b);
      return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }
    boolean bothExact = Double.compare(a, exact) == 0 && Double.compare(b, exact) == 0;
    return bothExact ? 0 : Double.POSITIVE_INFINITY;
  }

  /**
   * Compares element by element.
   *
   * @param error how far each is off: 0 if it is the ±∞ or NaN that it should be, +∞ if not
   * @param same whether each has the bits that it should have
   * @param times how many times its bound an element may be off
   */
  private static Comparison of(
      HostTensor result,
      IntToDoubleFunction expected,
      IntToDoubleFunction error,
      IntPredicate same,
      Reference reference,
      int times) {
    int size = reference.size();
    double[] errors = IntStream.range(0, size).mapToDouble(error).toArray();
    double[] bounds =
        IntStream.range(0, size).mapToDouble(i -> times * reference.bound(i)).toArray();
    double[] exact =
        IntStream.range(0, size).mapToDouble(reference::nearest).map(Math::abs).toArray();
    int[] bounded =
        IntStream.range(0, size).filter(i -> bounds[i] < Double.POSITIVE_INFINITY).toArray();
    int unbounded = size - bounded.length;
    IntToDoubleFunction ratio = i -> ratio(errors[i], bounds[i]);
    int worst =
        IntStream.of(bounded)
            .reduce((i, j) -> ratio.applyAsDouble(j) > ratio.applyAsDouble(i) ? j : i)
            .orElse(-1);
    boolean differs = IntStream.of(bounded).anyMatch(i -> !(errors[i] <= bounds[i]));
    long abstaining =
        IntStream.of(bounded)
            .filter(i -> errors[i] <= bounds[i] && bounds[i] > 0 && bounds[i] >= exact[i])
            .count();
    return new Comparison(
        differs
            ? Verdict.DIFFER
            : unbounded > 0 || areAsLarge(bounds, exact) ? Verdict.ABSTAIN : Verdict.AGREE,
        reference.type(),
        reference.type(),
        largest(bounded, i -> errors[i]),
        largest(bounded, i -> in(exact[i], errors[i], exact[i])),
        largest(bounded, i -> in(ulp(reference.type().dtype(), exact[i]), errors[i], exact[i])),
        largest(bounded, ratio),
        IntStream.range(0, size).allMatch(same),
        unbounded + (int) abstaining,
        unbounded,
        worst,
        worst < 0 ? Double.NaN : result.get(worst),
        worst < 0 ? Double.NaN : expected.applyAsDouble(worst),
        worst < 0 ? 0 : errors[worst],
        worst < 0 ? 0 : bounds[worst]);
  }

  private static double largest(int[] places, IntToDoubleFunction number) {
    return IntStream.of(places).mapToDouble(number).max().orElse(0);
  }

  /** The error in those units, or itself if the exact value is infinite or NaN. */
  private static double in(double unit, double error, double exact) {
    return error == 0 ? 0 : Double.isFinite(exact) ? error / unit : error;
  }

  private static double ulp(DType dtype, double exact) {
    return dtype == DType.FLOAT32
        ? Math.ulp((float) Math.min(exact, Float.MAX_VALUE))
        : Math.ulp(exact);
  }

  /** Whether ‖bound‖₂ ≥ ‖exact‖₂, scaled so that no square overflows; not if both are 0. */
  private static boolean areAsLarge(double[] bounds, double[] exact) {
    int[] finite =
        IntStream.range(0, exact.length).filter(i -> Double.isFinite(exact[i])).toArray();
    double scale = largest(finite, i -> Math.max(bounds[i], exact[i]));
    double ofBounds = 0;
    double ofExact = 0;
    for (int i : finite) {
      ofBounds += bounds[i] / scale * (bounds[i] / scale);
      ofExact += exact[i] / scale * (exact[i] / scale);
    }
    return scale != 0 && ofBounds >= ofExact;
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
