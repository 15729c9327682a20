package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SigmoidTest {
  private static final MathContext EXACT = new MathContext(40);

  @Test
  void float32_is_within_one_ulp_on_a_sample_of_all_bit_patterns() {
    // 4099 is prime, so every binade and every pattern of low bits is met.
    for (long bits = 0; bits < 1L << 32; bits += 4099) {
      float z = Float.intBitsToFloat((int) bits);
      double ulps = SigmoidSweep.ulps(z, FloatKernels.sigmoid(z));
      assertTrue(ulps <= 1, () -> "σ(" + z + ") is " + ulps + " ulp off");
    }
  }

  @Test
  void float64_is_within_one_ulp_in_every_binade() {
    SplittableRandom random = new SplittableRandom(1);
    for (int exponent = Double.MIN_EXPONENT - 1; exponent <= 10; exponent++) {
      for (int i = 0; i < (exponent < -60 ? 2 : 50); i++) {
        double z = Math.scalb(1 + random.nextDouble(), exponent);
        assertWithinOneUlp(z);
        assertWithinOneUlp(-z);
      }
    }
  }

  @Test
  void float64_is_within_one_ulp_where_the_reduction_goes_to_the_next_integer() {
    for (int m = -1076; m <= 55; m++) {
      double boundary = (m + 0.5) * Math.log(2);
      for (double z : new double[] {boundary, Math.nextUp(boundary), Math.nextDown(boundary)}) {
        assertWithinOneUlp(z);
      }
      assertWithinOneUlp(m * Math.log(2));
    }
  }

  @Test
  void float64_is_within_one_ulp_where_results_are_subnormal() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2000; i++) {
      assertWithinOneUlp(random.nextDouble(-745.2, -707));
    }
    DoubleStream.of(-745, -745.13, -745.14, -746, -710, -709.8, -708.4)
        .forEach(SigmoidTest::assertWithinOneUlp);
    assertEquals(Double.MIN_VALUE, DoubleKernels.sigmoid(-745));
  }

  @Test
  void float64_is_within_one_ulp_at_a_million_places() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1_000_000; i++) {
      double z = random.nextDouble(-40, 38);
      double ulps = DoubleDoubleSigmoid.ulps(z, DoubleKernels.sigmoid(z));
      assertTrue(ulps <= 1, () -> "σ(" + z + ") is " + ulps + " ulp off");
    }
  }

  @Test
  void the_reference_in_double_double_agrees_with_decimal_arithmetic() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 2000; i++) {
      double z = random.nextDouble(-650, 38);
      double result = DoubleKernels.sigmoid(z);
      // Both measure the same distance; double-double knows it to about 2⁻⁹⁷/2⁻⁵³ of an ulp.
      assertEquals(exactUlps(z, result), DoubleDoubleSigmoid.ulps(z, result), 0x1p-40);
    }
  }

  @Test
  void special_values_are_exact() {
    assertEquals(0f, FloatKernels.sigmoid(Float.NEGATIVE_INFINITY));
    assertEquals(0f, FloatKernels.sigmoid(-Float.MAX_VALUE));
    assertEquals(1f, FloatKernels.sigmoid(Float.POSITIVE_INFINITY));
    assertEquals(1f, FloatKernels.sigmoid(Float.MAX_VALUE));
    assertEquals(0.5f, FloatKernels.sigmoid(0f));
    assertEquals(0.5f, FloatKernels.sigmoid(-0f));
    assertEquals(Float.NaN, FloatKernels.sigmoid(Float.NaN));
    assertEquals(0.0, DoubleKernels.sigmoid(Double.NEGATIVE_INFINITY));
    assertEquals(0.0, DoubleKernels.sigmoid(-Double.MAX_VALUE));
    assertEquals(1.0, DoubleKernels.sigmoid(Double.POSITIVE_INFINITY));
    assertEquals(1.0, DoubleKernels.sigmoid(Double.MAX_VALUE));
    assertEquals(0.5, DoubleKernels.sigmoid(0.0));
    assertEquals(0.5, DoubleKernels.sigmoid(-0.0));
    assertEquals(Double.NaN, DoubleKernels.sigmoid(Double.NaN));
  }

  @Test
  void saturation_is_monotone() {
    float before = 0;
    for (float z = -110; z <= 30; z += 0x1p-7f) {
      float now = FloatKernels.sigmoid(z);
      assertTrue(now >= before && now <= 1, "at " + z);
      before = now;
    }
    assertEquals(1f, before);
    double previous = 0;
    for (double z = -760; z <= 60; z += 0x1p-7) {
      double now = DoubleKernels.sigmoid(z);
      assertTrue(now >= previous && now <= 1, "at " + z);
      previous = now;
    }
    assertEquals(1.0, previous);
  }

  private static void assertWithinOneUlp(double z) {
    double ulps = exactUlps(z, DoubleKernels.sigmoid(z));
    assertTrue(ulps <= 1, () -> "σ(" + z + ") is " + ulps + " ulp off");
  }

  private static double exactUlps(double z, double result) {
    BigDecimal exact =
        BigDecimal.ONE.divide(
            BigDecimalMath.exp(new BigDecimal(-z), EXACT).add(BigDecimal.ONE, EXACT), EXACT);
    double ulp = Math.min(Math.ulp(result), Math.ulp(exact.doubleValue()));
    return exact
        .subtract(new BigDecimal(result))
        .abs()
        .divide(new BigDecimal(ulp), EXACT)
        .doubleValue();
  }
}
