package samegrad.verify;

import java.util.Map;

/**
 * Arithmetic far more exact than that of any dtype, and knowing its own error ({@link
 * Numbers#slack}).
 *
 * <p>Where an operand is infinite or NaN, or a result leaves the range, the result is arbitrary:
 * the {@link ErrorAnalysis} decides those elements and {@linkplain #replace replaces} them.
 */
sealed interface Arithmetic permits BigArithmetic, DoubleDoubleArithmetic {
  /** What a user calls it. */
  String name();

  /** The given doubles, exactly. */
  Numbers of(double... values);

  /** The numbers in this arithmetic, with the slack of the conversion; themselves if they are. */
  Numbers convert(Numbers numbers);

  /**
   * The product of a of shape (m, k) with b of shape (k, n).
   *
   * @param reach for each element a bound on the sum of the magnitudes of its terms
   */
  Numbers product(Numbers a, Numbers b, int m, int k, int n, double[] reach);

  /** a + b, element by element. */
  Numbers add(Numbers a, Numbers b);

  /** a − b, element by element. */
  Numbers subtract(Numbers a, Numbers b);

  /** a · b, element by element. */
  Numbers multiply(Numbers a, Numbers b);

  /** a / divisor, element by element. */
  Numbers divide(Numbers a, double divisor);

  /** f(z) and f'(z) of each element z. */
  Images map(ExactFunction f, Numbers z);

  /** zₖ − log Σ exp zⱼ of each row of so many columns, 1 or more. */
  Numbers logSoftmax(Numbers z, int columns);

  /**
   * The same numbers but for those at the given places.
   *
   * @param replacements exact doubles, ±∞ and NaN included, by place
   */
  Numbers replace(Numbers numbers, Map<Integer, Double> replacements);

  /**
   * A function and its derivative at the same numbers.
   *
   * @param value f(z)
   * @param derivative f'(z)
   */
  record Images(Numbers value, Numbers derivative) {}
}
