package samegrad.verify;

import java.math.BigDecimal;

/** What an operation knows of the elements of an operand, as arrays of double. */
final class Operand<N extends Exact<N>> {
  final Numbers<N> numbers;

  /** |v|, +∞ where v is infinite or NaN. */
  final double[] magnitude;

  /** The bound e on what a correct computation may have read instead, off by how much. */
  final double[] error;

  /** |v| + e. */
  final double[] largest;

  /** Whether any error is not 0. */
  final boolean inexact;

  /** Takes the arrays as they are. */
  Operand(Numbers<N> numbers, double[] magnitude, double[] error) {
    this.numbers = numbers;
    this.magnitude = magnitude;
    this.error = error;
    largest = new double[error.length];
    boolean anyError = false;
    for (int i = 0; i < error.length; i++) {
      largest[i] = magnitude[i] + error[i];
      anyError |= error[i] != 0;
    }
    inexact = anyError;
  }

  /** The operand in that arithmetic, read by an operation that takes subnormal numbers for zero. */
  static <N extends Exact<N>> Operand<N> of(
      Reference reference, Arithmetic<N> arithmetic, RoundingModel model) {
    Numbers<N> numbers = reference.numbers().in(arithmetic);
    boolean converted = !numbers.equals(reference.numbers());
    double[] magnitude = new double[numbers.size()];
    double[] error = new double[numbers.size()];
    for (int i = 0; i < error.length; i++) {
      double slack = converted ? numbers.slack(i) : 0;
      double bound = slack == 0 ? reference.bound(i) : Math.nextUp(reference.bound(i) + slack);
      magnitude[i] = numbers.magnitude(i);
      error[i] = model.asOperand(magnitude[i], bound);
    }
    return new Operand<>(numbers, magnitude, error);
  }

  int size() {
    return error.length;
  }

  /** Whether an element is 0, and 0 in every correct computation. */
  boolean isZero(int i) {
    return magnitude[i] == 0 && error[i] == 0;
  }

  /** Whether an element is finite, and finite in every correct computation. */
  boolean isFinite(int i) {
    return largest[i] < Double.POSITIVE_INFINITY;
  }

  /** Whether an element is infinite or NaN, or nothing is known of it. */
  boolean isSpecial(int i) {
    return magnitude[i] == Double.POSITIVE_INFINITY || isUnknown(i);
  }

  /** Whether nothing is known of an element. */
  boolean isUnknown(int i) {
    return error[i] == Double.POSITIVE_INFINITY;
  }

  /** Whether a[i] · b[j] is 0 in every correct computation. */
  static boolean zeroProduct(Operand<?> a, int i, Operand<?> b, int j) {
    return a.isFinite(i) && b.isFinite(j) && (a.isZero(i) || b.isZero(j));
  }

  /** The exact value, 0 in place of an infinite one. */
  BigDecimal exact(int i) {
    return numbers.isFinite(i) ? numbers.exact(i) : BigDecimal.ZERO;
  }

  double nearest(int i) {
    return numbers.nearest(i);
  }
}
