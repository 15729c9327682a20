package samegrad.plain.kernel;

/**
 * a·b + c with one rounding, on every processor at a bearable speed.
 *
 * <p>Where the processor has no such instruction, {@link Math#fma} computes with {@code
 * BigDecimal}, some thousand times slower. Here it is then done with additions and multiplications
 * whose errors are computed too; the bits are the same. The last but one sum is rounded to odd, by
 * which the last rounding is the only one that counts (S. Boldo and G. Melquiond, "Emulation of a
 * FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
 */
public final class Fma {
  /** Whether the JVM has an instruction for it. */
  static final boolean INSTRUCTION =
      VectorCompiler.option("UseFMA").map(Boolean::parseBoolean).orElse(true);

  /** 2²⁷ + 1, which splits the 53 bits of a float64 number in two (T. Dekker, 1971). */
  private static final double SPLITTER = 0x1p27 + 1;

  /** Within these, no step below overflows, and no error is too small for a number. */
  private static final double LEAST = 0x1p-480;

  private static final double MOST = 0x1p480;

  private Fma() {}

  /** a·b + c, rounded once. */
  public static float fma(float a, float b, float c) {
    return INSTRUCTION ? Math.fma(a, b, c) : exact(a, b, c);
  }

  /** a·b + c, rounded once. */
  public static double fma(double a, double b, double c) {
    return INSTRUCTION ? Math.fma(a, b, c) : exact(a, b, c);
  }

  /** In float64 the product is exact. */
  static float exact(float a, float b, float c) {
    return (float) oddSum((double) a * b, c);
  }

  static double exact(double a, double b, double c) {
    if (a == 0 || b == 0) {
      return a * b + c;
    }
    if (!(isModerate(a) && isModerate(b) && Math.abs(c) < MOST)) {
      return Math.fma(a, b, c);
    }
    double product = a * b;
    double aHigh = high(a);
    double aLow = a - aHigh;
    double bHigh = high(b);
    double bLow = b - bHigh;
    double rest = aLow * bLow - (((product - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);
    double low = c + rest;
    double lowError = error(c, rest, low);
    double high = product + low;
    return high + oddSum(lowError, error(product, low, high));
  }

  /** Also false of NaN. */
  private static boolean isModerate(double x) {
    return Math.abs(x) > LEAST && Math.abs(x) < MOST;
  }

  private static double high(double x) {
    double scaled = SPLITTER * x;
    return scaled - (scaled - x);
  }

  /** What x + y lost when it was rounded to the sum (D. Knuth, 1969). */
  private static double error(double x, double y, double sum) {
    double part = sum - x;
    return (x - (sum - part)) + (y - part);
  }

  /** x + y if that is a number, else of the two numbers beside it the one with an odd last bit. */
  private static double oddSum(double x, double y) {
    double sum = x + y;
    double error = error(x, y, sum);
    long bits = Double.doubleToRawLongBits(sum);
    if ((error > 0 || error < 0) && (bits & 1) == 0) {
      return Double.longBitsToDouble(bits + (error > 0 == sum > 0 ? 1 : -1));
    }
    return sum;
  }
}
