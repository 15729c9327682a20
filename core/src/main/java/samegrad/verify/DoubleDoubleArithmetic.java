package samegrad.verify;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Arithmetic in {@link DoubleDouble}s, for what would take minutes otherwise.
 *
 * <p>It is at home between 2⁻⁹⁰⁰ and 2⁹⁰⁰. Below, an absolute error of a few 2⁻¹⁰⁷⁴ adds up, which
 * the slack has; what goes beyond 2¹⁰²³ becomes infinite or NaN, which the {@link ErrorAnalysis}
 * sees.
 */
final class DoubleDoubleArithmetic extends Arithmetic<DoubleDouble> {
  static final DoubleDoubleArithmetic INSTANCE = new DoubleDoubleArithmetic();

  private static final double U2 = 0x1p-106;

  private DoubleDoubleArithmetic() {
    super("double-double", DoubleDouble.ZERO, 32 * U2);
  }

  @Override
  double ofSum(DoubleDouble a, DoubleDouble b) {
    return a.low() == 0 && b.low() == 0 ? 0 : 4 * U2;
  }

  @Override
  double ofProduct(DoubleDouble a, DoubleDouble b) {
    boolean zero = a.high() == 0 || b.high() == 0;
    boolean exact = a.low() == 0 && b.low() == 0 && Math.abs(a.high() * b.high()) > 0x1p-900;
    return zero || exact ? 0 : 6 * U2;
  }

  @Override
  double ofFunction(ExactFunction f) {
    return f.doubleDoubleError();
  }

  /**
   * The exponentials are off by 2⁻⁹⁰ and the logarithm by 2⁻⁸⁹, the differences by 2⁻⁹⁴ where the
   * exponential is not 0; fewer than 2¹² columns add 2⁻⁹² to the sum.
   */
  @Override
  double ofLogarithm(int terms) {
    return 0x1p-87 * (1 + terms * 0x1p-12);
  }

  @Override
  DoubleDouble convert(Exact<?> number) {
    return DoubleDouble.nearest(number.exact());
  }

  /**
   * By compensated dot products: for each term the high parts' product p and its error e are exact,
   * so are the sum s and its error t, and c gathers t + e + the cross products.
   *
   * <p>The errors, in terms of R = Σ|a||b| and k terms: leaving out low·low, u²R; rounding the
   * cross products and what they are added to, less than 12u²R; each |t| ≤ u(1+u)ᵏR, so that |c|
   * stays below (k+3)u·1.01R, and adding to it k times loses k(k+3)u²·1.01R. All is less than
   * 2(k+3)²u²R. The last sum, of s and c, is exact.
   *
   * <p>After Ogita, Rump and Oishi, "Accurate sum and dot product", 2005, doi:10.1137/030601818,
   * algorithm 5.3, extended to operands with low parts.
   */
  @Override
  Numbers<DoubleDouble> product(
      Numbers<DoubleDouble> a, Numbers<DoubleDouble> b, int m, int k, int n, double[] reach) {
    double[] high = IntStream.range(0, k * n).mapToDouble(i -> b.get(i).high()).toArray();
    double[] low = IntStream.range(0, k * n).mapToDouble(i -> b.get(i).low()).toArray();
    DoubleDouble[] sums = new DoubleDouble[m * n];
    rows(m, k, n)
        .forEach(
            i -> {
              double[] s = new double[n];
              double[] c = new double[n];
              for (int l = 0; l < k; l++) {
                addRow(s, c, a.get(i * k + l), high, low, l * n);
              }
              for (int j = 0; j < n; j++) {
                sums[i * n + j] = DoubleDouble.sum(s[j], c[j]);
              }
            });
    double relative = 2 * (k + 3.0) * (k + 3.0) * U2;
    double[] slack = Arrays.stream(reach).map(r -> relative * r + k * UNDERFLOW).toArray();
    double[] nearest = Arrays.stream(sums).mapToDouble(DoubleDouble::high).toArray();
    return new Numbers<>(this, List.of(sums), nearest, slack);
  }

  /** (s, c) += a · b's elements from {@code start} on; the loop is one that the JIT vectorises. */
  private static void addRow(
      double[] s, double[] c, DoubleDouble a, double[] high, double[] low, int start) {
    double aHigh = a.high();
    double aLow = a.low();
    for (int j = 0; j < s.length; j++) {
      double bHigh = high[start + j];
      double p = aHigh * bHigh;
      double e = Math.fma(aHigh, bHigh, -p);
      double before = s[j];
      double after = before + p;
      double share = after - before;
      double t = (before - (after - share)) + (p - share);
      s[j] = after;
      c[j] += t + (e + Math.fma(aHigh, low[start + j], aLow * bHigh));
    }
  }
}
