package samegrad.plain;

import java.util.SplittableRandom;

/** Seeded float64 inputs with every special value among them, and the lengths to use them at. */
final class DoubleInputs {
  static final int[] LENGTHS = {
    0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 31, 33, 64, 65, 207, 1000, 4098
  };

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    -0x1p-1030,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    88,
    -88,
    104,
    -104,
    -103.5,
    710,
    -710,
    745,
    -745,
    -746,
    1,
    -1
  };

  private DoubleInputs() {}

  /** {@code length} numbers; the first ones and every seventh are special. */
  static double[] withSpecial(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      boolean special = (i < SPECIAL.length && seed % 2 == 0) || random.nextInt(7) == 0;
      x[i] = special ? SPECIAL[(int) ((i + seed) % SPECIAL.length)] : random.nextDouble(-20, 20);
    }
    return x;
  }

  /** {@code length} numbers of both signs and of many magnitudes, all finite. */
  static double[] finite(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[length];
    for (int i = 0; i < length; i++) {
      x[i] = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-12, 5));
    }
    return x;
  }
}
