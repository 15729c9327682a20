package samegrad.plain.matmul;

import java.util.SplittableRandom;

/** Operands and the naive chain that every kernel must equal bit for bit. */
final class MatmulCases {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };
  private static final double[] SPECIAL_DOUBLES = {
    0d,
    -0d,
    1d,
    -1d,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE
  };

  private MatmulCases() {}

  static float[] floats(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  static double[] doubles(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextDouble(-1, 1);
    }
    return values;
  }

  /** One value in {@code period} is a zero, an infinity, NaN, a subnormal or as large as can be. */
  static float[] specialFloats(int length, int period, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = floats(length, seed + 1);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(period) == 0) {
        values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return values;
  }

  static double[] specialDoubles(int length, int period, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = doubles(length, seed + 1);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(period) == 0) {
        values[i] = SPECIAL_DOUBLES[random.nextInt(SPECIAL_DOUBLES.length)];
      }
    }
    return values;
  }

  static float[] chains(
      boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, float[] b) {
    float[] c = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float s = 0f;
        for (int p = 0; p < k; p++) {
          float left = transposeA ? a[p * m + i] : a[i * k + p];
          float right = transposeB ? b[j * k + p] : b[p * n + j];
          s = Math.fma(left, right, s);
        }
        c[i * n + j] = s;
      }
    }
    return c;
  }

  static double[] chains(
      boolean transposeA, boolean transposeB, int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double s = 0d;
        for (int p = 0; p < k; p++) {
          double left = transposeA ? a[p * m + i] : a[i * k + p];
          double right = transposeB ? b[j * k + p] : b[p * n + j];
          s = Math.fma(left, right, s);
        }
        c[i * n + j] = s;
      }
    }
    return c;
  }

  /** The index of the first element whose bits differ (all NaNs are one value), or −1. */
  static int firstDifference(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        return i;
      }
    }
    return -1;
  }

  static int firstDifference(double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Double.doubleToLongBits(expected[i]) != Double.doubleToLongBits(actual[i])) {
        return i;
      }
    }
    return -1;
  }
}
