package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/** e^x in decimal: Taylor's series of x/2²⁰, squared twenty times. */
final class BigExponential {
  private static final int HALVINGS = 20;

  /**
   * The series has fewer than 100 terms and so as many roundings; each squaring doubles the
   * relative error and adds a rounding: 10² · 2²⁰ · 10 ulps at most, which 10⁹ covers.
   */
  private static final int GUARD_DIGITS = 9;

  private BigExponential() {}

  /**
   * e^x with a relative error below 10^−digits.
   *
   * @param x from −3000 to 3000
   * @param digits at most 200
   */
  static BigDecimal exp(BigDecimal x, int digits) {
    // One further digit, as a rounding to p digits loses up to 10^(1−p) of a number.
    MathContext working = new MathContext(digits + GUARD_DIGITS + 1);
    BigDecimal part = x.divide(BigDecimal.valueOf(1L << HALVINGS), working);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int n = 1; term.signum() != 0 && exponent(term) > -working.getPrecision(); n++) {
      term = term.multiply(part, working).divide(BigDecimal.valueOf(n), working);
      sum = sum.add(term, working);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, working);
    }
    return sum;
  }

  /** The smallest e with |number| < 10^e. */
  private static int exponent(BigDecimal number) {
    return number.precision() - number.scale();
  }
}
