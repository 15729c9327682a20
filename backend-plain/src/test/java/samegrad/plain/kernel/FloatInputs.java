package samegrad.plain.kernel;

import java.util.SplittableRandom;

/** Seeded float32 inputs with every special value among them, and the lengths to use them at. */
final class FloatInputs {
  static final int[] LENGTHS = {
    0, 1, 2, 3, 5, 7, 8, 9, 13, 15, 16, 17, 31, 33, 64, 65, 207, 1000, 4098
  };

  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Math.scalb(Float.MIN_NORMAL, -Float.BYTES),
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88,
    -88,
    104,
    -104,
    -103.5f,
    710,
    -710,
    745,
    -745,
    -746,
    1,
    -1
  };

  private FloatInputs() {}

  /** {@code length} numbers; the first ones and every seventh are special. */
  static float[] withSpecial(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      boolean special = (i < SPECIAL.length && seed % 2 == 0) || random.nextInt(7) == 0;
      x[i] =
          special
              ? SPECIAL[(int) ((i + seed) % SPECIAL.length)]
              : (float) random.nextDouble(-20, 20);
    }
    return x;
  }

  /** {@code length} numbers of both signs and of many magnitudes, all finite. */
  static float[] finite(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = Math.scalb((float) random.nextDouble(-1, 1), random.nextInt(-12, 5));
    }
    return x;
  }
}
