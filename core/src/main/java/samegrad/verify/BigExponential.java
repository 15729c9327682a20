package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/** e^x in decimal, by Taylor's series of x/2²⁰, squared twenty times, and its inverse. */
final class BigExponential {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final int HALVINGS = 20;

  /**
   * The series has fewer than 100 terms and so as many roundings; each squaring doubles the
   * relative error and adds a rounding: 10² · 2²⁰ · 10 ulps at most, which 10⁹ covers.
   */
  private static final int GUARD_DIGITS = 9;

  /** Below, e^x is less than 10⁻¹³⁰², and 0 is as near to it as a double's slack can say. */
  private static final BigDecimal FAR = BigDecimal.valueOf(-3000);

  private BigExponential() {}

  /** e^x, or 0 where that is as near as matters; x is at most 3000. */
  static BigDecimal orZero(BigDecimal x, MathContext digits) {
    return x.compareTo(FAR) < 0 ? BigDecimal.ZERO : exp(x, digits.getPrecision());
  }

  /**
   * log x, to within 10^(2−digits), by Halley's rule for the zero of eʸ − x: an error ε becomes
   * ε³/12, so that two steps lead from a double to 144 digits.
   *
   * @param x from 1 to 10³⁰⁰
   */
  static BigDecimal log(BigDecimal x, MathContext digits) {
    BigDecimal y = new BigDecimal(Math.log(x.doubleValue()));
    for (int step = 0; step < 2; step++) {
      BigDecimal power = exp(y, digits.getPrecision() + 3);
      y = y.add(TWO.multiply(x.subtract(power)).divide(x.add(power), digits));
    }
    return y;
  }

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
