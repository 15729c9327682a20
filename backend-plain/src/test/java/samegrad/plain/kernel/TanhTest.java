package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TanhTest {
  private static final MathContext EXACT = new MathContext(40);

  /** The float64 tanh is within 2.5 ulp, which is 2⁻²⁷ of a float32 ulp. */
  @Test
  void float32_is_within_one_ulp_on_a_sample_of_all_bit_patterns() {
    // 4099 is prime, so every binade and every pattern of low bits is met.
    for (long bits = 0; bits < 1L << 32; bits += 4099) {
      float z = Float.intBitsToFloat((int) bits);
      float result = FloatTanh.tanh(z);
      double exact = Math.tanh(z);
      double ulp = Math.min(Math.ulp(result), Math.ulp((float) exact));
      double ulps = Math.abs(result - exact) / ulp;
      assertTrue(ulps <= 1 || Double.isNaN(exact), () -> "tanh " + z + " is " + ulps + " ulp off");
      assertEquals(Double.isNaN(exact), Float.isNaN(result));
    }
  }

  @Test
  void float64_is_within_one_ulp_in_every_binade_that_matters() {
    SplittableRandom random = new SplittableRandom(1);
    for (int exponent = -60; exponent <= 5; exponent++) {
      for (int i = 0; i < 60; i++) {
        assertWithinOneUlp(Math.scalb(1 + random.nextDouble(), exponent));
      }
    }
    for (int m = 0; m <= 56; m++) {
      double boundary = (m + 0.5) * Math.log(2) / 2;
      assertWithinOneUlp(boundary);
      assertWithinOneUlp(Math.nextDown(boundary));
      assertWithinOneUlp(Math.nextUp(boundary));
    }
  }

  private static void assertWithinOneUlp(double z) {
    double result = DoubleTanh.tanh(z);
    assertEquals(-result, DoubleTanh.tanh(-z));
    BigDecimal exact = BigDecimalMath.tanh(new BigDecimal(z), EXACT);
    double ulp = Math.min(Math.ulp(result), Math.ulp(exact.doubleValue()));
    BigDecimal ulps =
        exact.subtract(new BigDecimal(result)).abs().divide(new BigDecimal(ulp), EXACT);
    assertTrue(ulps.doubleValue() <= 1, () -> "tanh " + z + " is " + ulps + " ulp off");
  }

  @Test
  void small_and_special_values_are_exact() {
    for (float z : new float[] {0, Float.MIN_VALUE, Float.MIN_NORMAL, 1e-20f}) {
      assertEquals(z, FloatTanh.tanh(z));
      assertEquals(-z, FloatTanh.tanh(-z));
    }
    assertEquals(Double.MIN_VALUE, DoubleTanh.tanh(Double.MIN_VALUE));
    assertEquals(1f, FloatTanh.tanh(Float.POSITIVE_INFINITY));
    assertEquals(-1.0, DoubleTanh.tanh(-Double.MAX_VALUE));
    assertEquals(Float.NaN, FloatTanh.tanh(Float.NaN));
  }
}
