package samegrad.verify;

import java.math.BigDecimal;

/** What an operation knows of the elements of an operand, as arrays of double. */
final class Operand {
  /** |v|, +∞ where v is infinite or NaN. */
  final double[] magnitude;

  /** The bound e on what a correct computation may have read instead, off by how much. */
  final double[] error;

  /** |v| + e. */
  final double[] largest;

  /** Whether any error is not 0. */
  final boolean inexact;

  private final Reference reference;

  /** An operand that may be read by an operation that takes subnormal numbers for zero. */
  Operand(Reference reference, RoundingModel model) {
    this(reference, asOperands(reference, model));
  }

  /** An operand with other errors than its bounds. */
  Operand(Reference reference, double[] error) {
    this.reference = reference;
    this.error = error;
    magnitude = new double[error.length];
    largest = new double[error.length];
    boolean anyError = false;
    for (int i = 0; i < error.length; i++) {
      magnitude[i] = magnitude(reference, i);
      largest[i] = magnitude[i] + error[i];
      anyError |= error[i] != 0;
    }
    inexact = anyError;
  }

  private static double magnitude(Reference reference, int i) {
    Numbers numbers = reference.numbers();
    return numbers.isFinite(i) ? numbers.magnitude(i) : Double.POSITIVE_INFINITY;
  }

  private static double[] asOperands(Reference reference, RoundingModel model) {
    double[] errors = new double[reference.size()];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = model.asOperand(magnitude(reference, i), reference.bound(i));
    }
    return errors;
  }

  /** Whether an element is 0, and 0 in every correct computation. */
  boolean isZero(int i) {
    return magnitude[i] == 0 && error[i] == 0;
  }

  /** Whether an element is finite, and finite in every correct computation. */
  boolean isFinite(int i) {
    return largest[i] < Double.POSITIVE_INFINITY;
  }

  /** Whether a[i] · b[j] is 0 in every correct computation. */
  static boolean zeroProduct(Operand a, int i, Operand b, int j) {
    return a.isFinite(i) && b.isFinite(j) && (a.isZero(i) || b.isZero(j));
  }

  /** The exact value, 0 in place of an infinite one. */
  BigDecimal exact(int i) {
    return reference.numbers().isFinite(i) ? reference.numbers().exact(i) : BigDecimal.ZERO;
  }

  double nearest(int i) {
    return reference.nearest(i);
  }
}
