package samegrad.plain.kernel;

/**
 * σ in double-double arithmetic (T. J. Dekker, "A floating-point technique for extending the
 * available precision", Numer. Math. 18, 1971, doi:10.1007/BF01397083), to about 2⁻⁹⁷: fast enough
 * to compare millions of float64 results, and of another algorithm than the kernel's.
 */
final class DoubleDoubleSigmoid {
  // ln 2 in three parts, the first of 33 bits so that its products with exponents are exact.
  private static final double LN2_A = 0x1.62e42feep-1;
  private static final double LN2_B = 0x1.a39ef35793c76p-33;
  private static final double LN2_C = 0x1.cc01f97b57a08p-87;
  private static final int TERMS = 14;
  private static final int SQUARINGS = 8;

  private DoubleDoubleSigmoid() {}

  /**
   * |result − σ(z)| in ulps of the smaller binade, for finite z above −650, where nothing
   * underflows.
   */
  static double ulps(double z, double result) {
    double[] t = exp(-Math.abs(z));
    double[] denominator = sum(t[0], t[1], 1, 0);
    double[] sigma = z < 0 ? quotient(t, denominator) : quotient(new double[] {1, 0}, denominator);
    double ulp = Math.min(Math.ulp(result), Math.ulp(sigma[0]));
    return Math.abs((result - sigma[0]) - sigma[1]) / ulp;
  }

  /** eˣ: Taylor's series at a 256th of the remainder, squared eight times. */
  private static double[] exp(double x) {
    double k = Math.rint(x / Math.log(2));
    double[] r = sum(x - k * LN2_A, 0, -k * LN2_B, -Math.fma(k, LN2_B, -(k * LN2_B)));
    r = sum(r[0], r[1], -k * LN2_C, 0);
    double h = Math.scalb(1.0, -SQUARINGS);
    double[] s = {r[0] * h, r[1] * h};
    double[] term = {1, 0};
    double[] less1 = {0, 0};
    for (int i = 1; i <= TERMS; i++) {
      term = quotient(product(term, s), new double[] {i, 0});
      less1 = sum(less1[0], less1[1], term[0], term[1]);
    }
    for (int i = 0; i < SQUARINGS; i++) {
      // (1 + q)² − 1 = q² + 2q keeps the digits that 1 + q would drop.
      double[] square = product(less1, less1);
      less1 = sum(2 * less1[0], 2 * less1[1], square[0], square[1]);
    }
    double[] e = sum(1, 0, less1[0], less1[1]);
    return new double[] {Math.scalb(e[0], (int) k), Math.scalb(e[1], (int) k)};
  }

  private static double[] sum(double aHigh, double aLow, double bHigh, double bLow) {
    double s = aHigh + bHigh;
    double v = s - aHigh;
    double e = (aHigh - (s - v)) + (bHigh - v) + (aLow + bLow);
    return normal(s, e);
  }

  private static double[] product(double[] a, double[] b) {
    double p = a[0] * b[0];
    return normal(p, Math.fma(a[0], b[0], -p) + (a[0] * b[1] + a[1] * b[0]));
  }

  private static double[] quotient(double[] a, double[] b) {
    double q = a[0] / b[0];
    double rest = Math.fma(-q, b[0], a[0]) + (a[1] - q * b[1]);
    return normal(q, rest / b[0]);
  }

  private static double[] normal(double high, double low) {
    double s = high + low;
    return new double[] {s, low - (s - high)};
  }
}
