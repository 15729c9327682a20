package samegrad.verify;

import java.math.BigDecimal;
import samegrad.tensor.DType;

/**
 * The model of rounding in a dtype that the bounds are derived from: fl(x∘y) = (x∘y)(1+δ) + ε with
 * |δ| ≤ u, and |ε| ≤ λ, the smallest normal number, which covers both gradual underflow and a flush
 * to zero.
 *
 * <p>Source: Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, 2nd ed., §2.2, §2.8
 * and §3.1.
 *
 * @param dtype the dtype
 */
record RoundingModel(DType dtype) {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal FLOAT32_OVERFLOW = TWO.pow(128).subtract(TWO.pow(103));
  private static final BigDecimal FLOAT64_OVERFLOW = TWO.pow(1024).subtract(TWO.pow(970));

  /** u: the largest relative error of one rounding to nearest. */
  double unit() {
    return dtype.unitRoundoff();
  }

  /** λ: the largest absolute error that underflow adds to one operation. */
  double floor() {
    return dtype.minNormal();
  }

  /** The largest finite number. */
  double max() {
    return dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
  }

  /**
   * Where rounding to nearest begins to give ∞: half a unit in the last place above the largest.
   */
  BigDecimal overflow() {
    return dtype == DType.FLOAT32 ? FLOAT32_OVERFLOW : FLOAT64_OVERFLOW;
  }

  /**
   * γₖ = ku/(1−ku), rounded up: the largest |∏(1+δᵢ)^±1 − 1| of k roundings; +∞ if ku ≥ 1. The
   * product and the difference are exact in double.
   */
  double gamma(long roundings) {
    double ku = roundings * unit();
    return ku == 0 ? 0 : ku < 1 ? Math.nextUp(ku / (1 - ku)) : Double.POSITIVE_INFINITY;
  }

  /**
   * The error of an operand as an operation sees it that takes subnormal numbers for zero.
   *
   * @param magnitude of the exact operand
   * @param error the bound on its error
   */
  double asOperand(double magnitude, double error) {
    boolean exactZero = magnitude == 0 && error == 0;
    return exactZero || magnitude - error >= floor() ? error : error + floor();
  }

  /**
   * The factor that a sum of {@code terms} nonnegative terms, computed in double and rounded to
   * nearest, is to be multiplied by so that it is not below the exact sum.
   *
   * <p>With no subtraction, each of at most terms + 30 roundings on the way to the result makes it
   * smaller by a factor of (1 − 2⁻⁵³) at worst, and 1 + 2⁻⁵²(terms + 32) is above the inverse of
   * all of them. What underflows meanwhile is below terms · 2⁻¹⁰⁷⁰ and is covered by the floor,
   * which is added whenever a term is not zero.
   */
  static double inflation(long terms) {
    return 1 + (terms + 32) * 0x1p-52;
  }
}
