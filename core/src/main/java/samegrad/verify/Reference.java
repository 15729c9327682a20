package samegrad.verify;

import java.math.BigDecimal;
import samegrad.tensor.TensorType;

/**
 * The exact values of a tensor and, for each element, a bound on what rounding may do to a correct
 * computation of it in the tensor's dtype.
 *
 * <p>An element may be ±∞ or NaN, if exact arithmetic on the inputs gives that or if the exact
 * value is certain to overflow. A bound may be +∞: then a correct computation may give anything
 * there. The {@linkplain samegrad.verify package documentation} derives the bounds.
 */
public final class Reference {
  private final TensorType type;
  private final Numbers<?> numbers;
  private final double[] bounds;

  Reference(TensorType type, Numbers<?> numbers, double[] bounds) {
    if (numbers.size() != type.shape().size() || bounds.length != numbers.size()) {
      throw new IllegalArgumentException(
          type + " with " + numbers.size() + " values and " + bounds.length + " bounds");
    }
    this.type = type;
    this.numbers = numbers;
    this.bounds = bounds;
  }

  /** The dtype that the bounds are for, and the shape. */
  public TensorType type() {
    return type;
  }

  /** The number of elements. */
  public int size() {
    return bounds.length;
  }

  /** The exact value rounded to the nearest double; ±∞ or NaN if the value is that. */
  public double nearest(int i) {
    return numbers.nearest(i);
  }

  /**
   * The exact value itself, as far as the oracle has it.
   *
   * @throws ArithmeticException if it is ±∞ or NaN
   */
  public BigDecimal exact(int i) {
    if (!numbers.isFinite(i)) {
      throw new ArithmeticException("element " + i + " is " + nearest(i));
    }
    return numbers.exact(i);
  }

  /** The largest |computed − exact| of a correct computation, rounded up; 0 or more, or +∞. */
  public double bound(int i) {
    return bounds[i];
  }

  /** |x − exact|; 0 if both are the same infinity or both NaN, +∞ if only one of them is finite. */
  public double distance(int i, double x) {
    double nearest = numbers.nearest(i);
    if (Double.isFinite(nearest) && Double.isFinite(x)) {
      return numbers.distance(i, x);
    }
    return Double.compare(nearest, x) == 0 ? 0 : Double.POSITIVE_INFINITY;
  }

  Numbers<?> numbers() {
    return numbers;
  }
}
