package samegrad.verify;

import java.util.SplittableRandom;
import samegrad.tensor.DType;

/**
 * A processor: what it makes of single operations in a dtype.
 *
 * @param dtype what results are rounded to
 * @param flush whether subnormal numbers are taken for zero, as operands and as results
 * @param bits how many bits of precision the factors of a product keep: those of the dtype, 11 for
 *     TF32, 8 for bfloat16
 * @param random by how much an exponential is off, 1½ units in the last place at most
 */
record Rounding(DType dtype, boolean flush, int bits, SplittableRandom random) {
  static Rounding correct(DType dtype, boolean flush, SplittableRandom random) {
    return new Rounding(dtype, flush, dtype == DType.FLOAT32 ? 24 : 53, random);
  }

  private double in(double x) {
    return flush && Math.abs(x) < dtype.minNormal() ? 0 : x;
  }

  private double out(double x) {
    return in(dtype.round(x));
  }

  /** Rounding a double to a float once more gives the same as rounding to a float at once. */
  double add(double a, double b) {
    return out(in(a) + in(b));
  }

  double multiply(double a, double b) {
    return out(in(a) * in(b));
  }

  double divide(double a, double b) {
    return out(in(a) / in(b));
  }

  double fma(double a, double b, double c) {
    return dtype == DType.FLOAT32
        ? in(Math.fma((float) in(a), (float) in(b), (float) in(c)))
        : in(Math.fma(in(a), in(b), in(c)));
  }

  /** A factor of a product of matrices. */
  double factor(double a) {
    int full = dtype == DType.FLOAT32 ? 24 : 53;
    if (bits == full || a == 0) {
      return a;
    }
    double unit = Math.scalb(1.0, Math.getExponent(a) - bits + 1);
    return Math.rint(a / unit) * unit;
  }

  double exp(double x) {
    double exact = Math.exp(in(x));
    double rounded = dtype.round(exact);
    double ulp = dtype == DType.FLOAT32 ? Math.ulp((float) rounded) : Math.ulp(rounded);
    // The nearest, or one beside it: within 1½ ulp, and half a one more at a power of two.
    boolean normal = rounded >= dtype.minNormal() && Double.isFinite(rounded);
    return normal ? out(rounded + (random.nextInt(3) - 1) * ulp) : in(rounded);
  }
}
