package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A decimal number. Sums and products are exact, quotients and the exponential are rounded to 80
 * digits.
 */
record Decimal(BigDecimal exact) implements Exact<Decimal> {
  static final Decimal ZERO = new Decimal(BigDecimal.ZERO);

  private static final MathContext DIGITS = new MathContext(80);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** How often {@link #exp} halves its argument. */
  private static final int HALVINGS = 20;

  /**
   * The series has fewer than 100 terms and so as many roundings; each squaring doubles the
   * relative error and adds a rounding: 10² · 2²⁰ · 10 ulps at most, which 10⁹ covers.
   */
  private static final int GUARD_DIGITS = 9;

  /**
   * Above, e^x is beyond the range of both dtypes; below its negative it is less than 10⁻¹³⁰², and
   * 0 is as near to it as a double's slack can say.
   */
  private static final BigDecimal FAR = BigDecimal.valueOf(3000);

  /** Below, x + x²/2 is e^x − 1 to 80 digits; above, the difference loses no more than 40. */
  private static final BigDecimal NEAR = new BigDecimal("1e-40");

  /** 0 in place of an infinity or NaN. */
  @Override
  public Decimal of(double value) {
    return Double.isFinite(value) ? new Decimal(new BigDecimal(value)) : ZERO;
  }

  @Override
  public Decimal plus(Decimal that) {
    return new Decimal(exact.add(that.exact));
  }

  @Override
  public Decimal minus(Decimal that) {
    return new Decimal(exact.subtract(that.exact));
  }

  @Override
  public Decimal times(Decimal that) {
    return new Decimal(exact.multiply(that.exact));
  }

  @Override
  public Decimal dividedBy(Decimal that) {
    return new Decimal(exact.divide(that.exact, DIGITS));
  }

  @Override
  public Decimal negated() {
    return new Decimal(exact.negate());
  }

  @Override
  public Decimal exp() {
    return isFarBelow() ? ZERO : new Decimal(exp(exact.min(FAR), DIGITS.getPrecision()));
  }

  @Override
  public Decimal expm1() {
    if (exact.abs().compareTo(NEAR) < 0) {
      return new Decimal(exact.add(exact.multiply(exact).divide(TWO)));
    }
    BigDecimal power = isFarBelow() ? BigDecimal.ZERO : exp(exact, DIGITS.getPrecision() + 45);
    return new Decimal(power.subtract(BigDecimal.ONE));
  }

  private boolean isFarBelow() {
    return exact.compareTo(FAR.negate()) < 0;
  }

  /**
   * To within 10⁻⁷⁸, by Halley's rule for the zero of eʸ − x: an error ε becomes ε³/12, so that two
   * steps lead from a double to 144 digits. The number is at most 10³⁰⁰.
   */
  @Override
  public Decimal log() {
    BigDecimal y = new BigDecimal(Math.log(exact.doubleValue()));
    for (int step = 0; step < 2; step++) {
      BigDecimal power = exp(y, DIGITS.getPrecision() + 3);
      y = y.add(TWO.multiply(exact.subtract(power)).divide(exact.add(power), DIGITS));
    }
    return new Decimal(y);
  }

  /**
   * e^x with a relative error below 10^−digits, by Taylor's series of x/2²⁰, squared twenty times.
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
    // precision − scale is the smallest e with |term| < 10^e.
    for (int n = 1;
        term.signum() != 0 && term.precision() - term.scale() > -working.getPrecision();
        n++) {
      term = term.multiply(part, working).divide(BigDecimal.valueOf(n), working);
      sum = sum.add(term, working);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, working);
    }
    return sum;
  }

  @Override
  public int signum() {
    return exact.signum();
  }

  @Override
  public double nearest() {
    return exact.doubleValue();
  }

  @Override
  public double distance(double x) {
    return exact.subtract(new BigDecimal(x)).abs().doubleValue();
  }

  @Override
  public boolean isFinite() {
    return true;
  }
}
