package samegrad.plain.matmul;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import samegrad.plain.kernel.VectorWidth;

/** Operands and the naive chain that every kernel must equal bit for bit. */
final class FloatMatmulCases {
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

  private FloatMatmulCases() {}

  /** The scalar kernel and that of this JVM. */
  static Stream<Named<MatmulKernel<float[]>>> kernels() {
    return Stream.of(
        Named.of("scalar", new FloatMatmulKernel()),
        Named.of(VectorWidth.description(), MatmulKernel.floats()));
  }

  /** One value in {@code period} is a zero, an infinity, NaN, a subnormal or as large as can be. */
  static float[] special(int length, int period, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          random.nextInt(period) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : (float) random.nextDouble(-1, 1);
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

  /** The index of the first element whose bits differ (all NaNs are one value), or −1. */
  static int firstDifference(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        return i;
      }
    }
    return -1;
  }
}
