package samegrad.verify;

import java.math.BigDecimal;
import java.util.stream.IntStream;

/**
 * A number as the unevaluated sum of two doubles, |low| ≤ ½ ulp(high): about 106 bits.
 *
 * <p>The error bounds, relative to the result with u = 2⁻⁵³, hold while nothing overflows;
 * underflow adds at most 2⁻¹⁰⁷¹ to each. Sources: Dekker, "A floating-point technique for extending
 * the available precision", 1971, doi:10.1007/BF01397083; Joldes, Muller and Popescu, "Tight and
 * rigorous error bounds for basic building blocks of double-word arithmetic", 2017,
 * doi:10.1145/3121432, whose algorithm numbers are given.
 *
 * @param high the number rounded to nearest
 * @param low what that lacks
 */
record DoubleDouble(double high, double low) implements Exact<DoubleDouble> {
  static final DoubleDouble ZERO = new DoubleDouble(0, 0);
  private static final DoubleDouble ONE = new DoubleDouble(1, 0);

  /** Beyond, e^x overflows, or is less than what underflow adds to an operation. */
  private static final double FAR = 1000;

  private static final DoubleDouble LN_2 =
      nearest(
          new BigDecimal(
              "0.6931471805599453094172321214581765680755001343602552541206800094933936"));

  /** How often {@link #exp} halves its argument, so that few terms of the series are needed. */
  private static final int HALVINGS = 9;

  private static final int TERMS = 9;

  /** 1/j for j from 0 (not used) to the number of terms. */
  private static final DoubleDouble[] INVERSES =
      IntStream.rangeClosed(0, TERMS)
          .mapToObj(j -> ONE.dividedBy(new DoubleDouble(j, 0)))
          .toArray(DoubleDouble[]::new);

  @Override
  public DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /** Within 2⁻¹⁰⁶ of the number, relatively. */
  static DoubleDouble nearest(BigDecimal number) {
    double high = number.doubleValue();
    return new DoubleDouble(high, number.subtract(new BigDecimal(high)).doubleValue());
  }

  /** The exact sum of two doubles (2Sum: Knuth; Møller). */
  static DoubleDouble sum(double a, double b) {
    double s = a + b;
    double bShare = s - a;
    return new DoubleDouble(s, (a - (s - bShare)) + (b - bShare));
  }

  /** The exact sum of two doubles with |a| ≥ |b| or a = 0 (Fast2Sum: Dekker). */
  private static DoubleDouble fastSum(double a, double b) {
    double s = a + b;
    return new DoubleDouble(s, b - (s - a));
  }

  /** Within 3u² + 13u³ (algorithm 6, AccurateDWPlusDW). */
  @Override
  public DoubleDouble plus(DoubleDouble that) {
    DoubleDouble s = sum(high, that.high);
    DoubleDouble t = sum(low, that.low);
    DoubleDouble v = fastSum(s.high, s.low + t.high);
    return fastSum(v.high, t.low + v.low);
  }

  @Override
  public DoubleDouble minus(DoubleDouble that) {
    return plus(that.negated());
  }

  /** Within 5u² (algorithm 12, DWTimesDW3). */
  @Override
  public DoubleDouble times(DoubleDouble that) {
    double product = high * that.high;
    double error = Math.fma(high, that.high, -product);
    double cross = Math.fma(low, that.high, Math.fma(high, that.low, low * that.low));
    return fastSum(product, error + cross);
  }

  /**
   * Within 32u² (algorithm 17, DWDivDW2, is within 15u² + 56u³; here its product of a double and a
   * double-double is made by algorithm 12, which may be 4u² worse).
   */
  @Override
  public DoubleDouble dividedBy(DoubleDouble that) {
    double quotient = high / that.high;
    DoubleDouble r = that.times(new DoubleDouble(quotient, 0));
    double remainder = (high - r.high) + (low - r.low);
    return fastSum(quotient, remainder / that.high);
  }

  @Override
  public BigDecimal exact() {
    return new BigDecimal(high).add(new BigDecimal(low));
  }

  @Override
  public DoubleDouble negated() {
    return new DoubleDouble(-high, -low);
  }

  /** This times a power of two: exact, but for underflow. */
  DoubleDouble scaled(int exponent) {
    return new DoubleDouble(Math.scalb(high, exponent), Math.scalb(low, exponent));
  }

  /**
   * Within 2⁻⁹⁰; 0 below −1000 and ∞ above 1000.
   *
   * <p>Let k be the integer nearest to x/ln 2 and r = x − k ln 2, so |r| ≤ 0.35 and eˣ = 2ᵏeʳ. With
   * |k| ≤ 2¹¹, ln 2 to 2⁻¹⁰⁶ and the product to 5u², r is known to 2¹¹(2⁻¹⁰⁶ + 5u²) + 3u² < 2⁻⁹²,
   * which is a relative error of eʳ.
   *
   * <p>Let h = r/2⁹, so |h| < 2⁻¹⁰. The series h + h²/2! + … + h⁹/9! lacks less than h¹⁰/9! of
   * eʰ−1, relatively 2⁻⁹⁰/2¹⁸ = 2⁻¹⁰⁸. By Horner's rule, h(1 + h/2(1 + h/3(1 + …))), the errors of
   * the inner brackets are damped by h/2: the outermost multiplication and addition count, and 16u²
   * covers all.
   *
   * <p>From q = eʰ−1 comes e²ʰ−1 = 2q + q², nine times. A relative error of q becomes larger by a
   * factor of (2+2q)/(2+q) ≤ 1+|q|, all nine together by less than e^(0.42+0.2+0.1+…) < 2.4, and
   * each step adds 5u² at most. So the relative error of eʳ−1 is less than (16 + 9·5)·2.4u² < 2⁸u²
   * = 2⁻⁹⁸, that of eʳ less than 2⁻⁹⁷, and with that of r the sum is less than 2⁻⁹¹.
   */
  @Override
  public DoubleDouble exp() {
    if (Math.abs(high) > FAR) {
      return high < 0 ? ZERO : new DoubleDouble(Double.POSITIVE_INFINITY, 0);
    }
    double k = exponent();
    return ONE.plus(expm1(k)).scaled((int) k);
  }

  /** Within 2⁻⁸⁸. */
  @Override
  public DoubleDouble expm1() {
    double k = exponent();
    return k == 0 ? expm1(0) : exp().minus(ONE);
  }

  /** To within 2⁻⁸⁹: a step of Newton's rule from the double. */
  @Override
  public DoubleDouble log() {
    DoubleDouble y = new DoubleDouble(Math.log(high), 0);
    return y.plus(times(y.negated().exp()).minus(ONE));
  }

  private double exponent() {
    return Math.rint(high / LN_2.high);
  }

  /** eʳ − 1. */
  private DoubleDouble expm1(double k) {
    DoubleDouble r = plus(LN_2.times(new DoubleDouble(-k, 0)));
    DoubleDouble h = r.scaled(-HALVINGS);
    DoubleDouble bracket = ONE;
    for (int j = TERMS; j > 1; j--) {
      bracket = ONE.plus(h.times(INVERSES[j]).times(bracket));
    }
    DoubleDouble q = h.times(bracket);
    for (int i = 0; i < HALVINGS; i++) {
      q = q.scaled(1).plus(q.times(q));
    }
    return q;
  }

  @Override
  public int signum() {
    return (int) Math.signum(high);
  }

  @Override
  public double nearest() {
    return high;
  }

  /** The difference of the high parts is exact when they are close (Sterbenz). */
  @Override
  public double distance(double x) {
    return Math.abs((x - high) - low);
  }

  @Override
  public boolean isFinite() {
    return Double.isFinite(high) && Double.isFinite(low);
  }
}
