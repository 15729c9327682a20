package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Without the processor's instruction there are the same bits. */
class FmaTest {
  private static final int RANDOM = 200_000;

  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    1.5,
    3,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    -Double.MIN_NORMAL,
    Math.nextDown(Double.MIN_NORMAL),
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0x1p-480,
    0x1p480,
    0x1p-537,
    0x1p537,
    0x1p-1022,
    0x1.fffffffffffffp511,
    0x1p512,
    1 + 0x1p-52,
    1 - 0x1p-53,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Math.nextDown(Float.MIN_NORMAL),
    Float.MAX_VALUE,
    0x1p-75,
    0x1p-64,
    0x1p64,
    1 + 0x1p-23,
    1 - 0x1p-24,
    0x1p-149,
    0x1p-140 + 0x1p-149
  };

  private static void check(double a, double b, double c) {
    assertEquals(Math.fma(a, b, c), Fma.exact(a, b, c), () -> "%a, %a, %a".formatted(a, b, c));
    float x = (float) a;
    float y = (float) b;
    float z = (float) c;
    assertEquals(Math.fma(x, y, z), Fma.exact(x, y, z), () -> "%a, %a, %a".formatted(x, y, z));
  }

  @Test
  void special_values() {
    for (double a : SPECIAL) {
      for (double b : SPECIAL) {
        for (double c : SPECIAL) {
          check(a, b, c);
        }
      }
    }
  }

  /** The addend is chosen to cancel, to be at the edge of being lost, or to make ties. */
  @Test
  void numbers_of_all_magnitudes() {
    Random random = new Random(3);
    for (int i = 0; i < RANDOM; i++) {
      int spread = i % 2 == 0 ? 4 : 1100;
      double a = number(random, spread);
      double b = number(random, i % 3 == 0 ? 4 : spread);
      double product = a * b;
      check(a, b, number(random, spread));
      check(a, b, -product);
      check(a, b, -Math.nextUp(product));
      check(
          a,
          b,
          Math.scalb(number(random, 1), Math.getExponent(product) + random.nextInt(120) - 60));
      check(a, b, Math.ulp(product) * (random.nextInt(9) - 4) / 4);
      check((float) a, (float) b, Math.ulp((float) product) * (random.nextInt(9) - 4) / 4);
    }
  }

  /** Some have few bits, so that products end in ties. */
  private static double number(Random random, int spread) {
    long bits = random.nextLong() << random.nextInt(64);
    int exponent = random.nextInt(2 * spread) - spread;
    return Math.scalb(bits * 0x1p-63, exponent);
  }
}
