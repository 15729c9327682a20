package samegrad.verify;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * Arithmetic in {@link DoubleDouble}s, for what would take minutes otherwise.
 *
 * <p>It is at home between 2⁻⁹⁰⁰ and 2⁹⁰⁰. Below, an absolute error of a few 2⁻¹⁰⁷⁴ adds up, which
 * the slack has; what goes beyond 2¹⁰²³ becomes infinite or NaN, which the {@link ErrorAnalysis}
 * sees.
 */
final class DoubleDoubleArithmetic implements Arithmetic {
  private static final double UNIT = 0x1p-53;

  /** More than what underflow can add to one operation on double-doubles. */
  private static final double UNDERFLOW = 0x1p-1068;

  /** From this many multiply-adds on a product is computed by several threads. */
  private static final long PARALLEL = 1 << 20;

  @Override
  public String name() {
    return "double-double";
  }

  @Override
  public Numbers of(double... values) {
    return new DoubleDoubles(values.clone(), new double[values.length], new double[values.length]);
  }

  @Override
  public Numbers convert(Numbers numbers) {
    if (numbers instanceof DoubleDoubles) {
      return numbers;
    }
    Filled filled = new Filled(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.isFinite(i)) {
        DoubleDouble nearest = DoubleDouble.nearest(numbers.exact(i));
        boolean exact = numbers.exact(i).compareTo(nearest.exact()) == 0;
        filled.set(i, nearest, exact ? 0 : 2 * UNIT * UNIT);
      } else {
        filled.set(i, new DoubleDouble(numbers.nearest(i), 0), 0);
      }
    }
    return filled.numbers();
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
  public Numbers product(Numbers a, Numbers b, int m, int k, int n, double[] reach) {
    DoubleDoubles left = (DoubleDoubles) a;
    DoubleDoubles right = (DoubleDoubles) b;
    double[] high = new double[m * n];
    double[] low = new double[m * n];
    double[] slack = new double[m * n];
    double relative = 2 * (k + 3.0) * (k + 3.0) * UNIT * UNIT;
    IntStream rows = IntStream.range(0, m);
    ((long) m * k * n >= PARALLEL ? rows.parallel() : rows)
        .forEach(
            i -> {
              double[] s = new double[n];
              double[] c = new double[n];
              for (int l = 0; l < k; l++) {
                addRow(s, c, left.high()[i * k + l], left.low()[i * k + l], right, l * n);
              }
              for (int j = 0; j < n; j++) {
                DoubleDouble sum = DoubleDouble.sum(s[j], c[j]);
                high[i * n + j] = sum.high();
                low[i * n + j] = sum.low();
                slack[i * n + j] = relative * reach[i * n + j] + k * UNDERFLOW;
              }
            });
    return new DoubleDoubles(high, low, slack);
  }

  /** (s, c) += a · b's elements from {@code start} on; the loop is one that the JIT vectorises. */
  private static void addRow(
      double[] s, double[] c, double aHigh, double aLow, DoubleDoubles b, int start) {
    double[] high = b.high();
    double[] low = b.low();
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

  @Override
  public Numbers add(Numbers a, Numbers b) {
    return sum((DoubleDoubles) a, (DoubleDoubles) b, 1);
  }

  @Override
  public Numbers subtract(Numbers a, Numbers b) {
    return sum((DoubleDoubles) a, (DoubleDoubles) b, -1);
  }

  private static Numbers sum(DoubleDoubles a, DoubleDoubles b, int sign) {
    Filled filled = new Filled(a.size());
    for (int i = 0; i < a.size(); i++) {
      DoubleDouble second = b.get(i);
      DoubleDouble sum = a.get(i).plus(sign < 0 ? second.negated() : second);
      boolean exact = a.low()[i] == 0 && b.low()[i] == 0;
      filled.set(i, sum, exact ? 0 : 4 * UNIT * UNIT);
    }
    return filled.numbers();
  }

  @Override
  public Numbers multiply(Numbers a, Numbers b) {
    DoubleDoubles left = (DoubleDoubles) a;
    DoubleDoubles right = (DoubleDoubles) b;
    Filled filled = new Filled(a.size());
    for (int i = 0; i < a.size(); i++) {
      DoubleDouble product = left.get(i).times(right.get(i));
      boolean zero = left.high()[i] == 0 || right.high()[i] == 0;
      boolean exact =
          left.low()[i] == 0 && right.low()[i] == 0 && Math.abs(product.high()) > 0x1p-900;
      filled.set(i, product, zero || exact ? 0 : 6 * UNIT * UNIT);
    }
    return filled.numbers();
  }

  @Override
  public Numbers divide(Numbers a, double divisor) {
    DoubleDouble exactDivisor = new DoubleDouble(divisor, 0);
    Filled filled = new Filled(a.size());
    for (int i = 0; i < a.size(); i++) {
      filled.set(i, ((DoubleDoubles) a).get(i).dividedBy(exactDivisor), 32 * UNIT * UNIT);
    }
    return filled.numbers();
  }

  @Override
  public Images map(ExactFunction f, Numbers z) {
    Filled value = new Filled(z.size());
    Filled derivative = new Filled(z.size());
    for (int i = 0; i < z.size(); i++) {
      ExactFunction.At<DoubleDouble> at = f.at(((DoubleDoubles) z).get(i));
      value.set(i, at.value(), f.doubleDoubleError());
      derivative.set(i, at.derivative(), f.doubleDoubleError());
    }
    return new Images(value.numbers(), derivative.numbers());
  }

  /**
   * The exponentials are off by 2⁻⁹⁰ and the logarithm by 2⁻⁸⁹, the differences by 2⁻⁹⁴ where the
   * exponential is not 0; fewer than 2¹² columns add 2⁻⁹² to the sum.
   */
  @Override
  public Numbers logSoftmax(Numbers z, int columns) {
    DoubleDoubles given = (DoubleDoubles) z;
    Filled filled = new Filled(z.size());
    for (int from = 0; from < z.size(); from += columns) {
      DoubleDouble largest = new DoubleDouble(Double.NEGATIVE_INFINITY, 0);
      for (int j = from; j < from + columns; j++) {
        largest = given.high()[j] > largest.high() ? given.get(j) : largest;
      }
      DoubleDouble sum = DoubleDouble.ZERO;
      for (int j = from; j < from + columns; j++) {
        sum = given.isFinite(j) ? sum.plus(given.get(j).minus(largest).exp()) : sum;
      }
      DoubleDouble log = sum.log();
      for (int k = from; k < from + columns; k++) {
        filled.set(k, given.get(k).minus(largest).minus(log), 0x1p-100);
        filled.slack[k] += 0x1p-87 * (1 + columns * 0x1p-12);
      }
    }
    return filled.numbers();
  }

  @Override
  public Numbers replace(Numbers numbers, Map<Integer, Double> replacements) {
    Filled filled = new Filled(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      filled.high[i] = numbers.nearest(i);
      filled.low[i] = ((DoubleDoubles) numbers).low()[i];
      filled.slack[i] = numbers.slack(i);
    }
    replacements.forEach((i, replacement) -> filled.set(i, new DoubleDouble(replacement, 0), 0));
    return filled.numbers();
  }

  /** Numbers being filled in. */
  private static final class Filled {
    private final double[] high;
    private final double[] low;
    private final double[] slack;

    Filled(int size) {
      high = new double[size];
      low = new double[size];
      slack = new double[size];
    }

    /** Stores a number; one with no relative error is exact. */
    void set(int i, DoubleDouble number, double relativeError) {
      high[i] = number.high();
      low[i] = number.low();
      slack[i] = relativeError == 0 ? 0 : relativeError * Math.abs(number.high()) + UNDERFLOW;
    }

    Numbers numbers() {
      return new DoubleDoubles(high, low, slack);
    }
  }
}
