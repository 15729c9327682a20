package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** How far the functions in float32 are from the exact values: 1 ulp at most. */
class FloatFunctionsTest {
  /** So few at once that the oracle answers in BigDecimal, which subnormal results need. */
  private static final int FEW = 200;

  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @EnumSource
  void within_one_ulp_at_a_million_places(UnaryFunction f) {
    float[] z = new float[1_000_000];
    for (int i = 0; i < z.length; i++) {
      z[i] = (float) random.nextDouble(-40, 38);
    }
    require(f, z, OracleOperations.QUICK);
  }

  @ParameterizedTest
  @EnumSource
  void within_one_ulp_in_every_binade(UnaryFunction f) {
    for (int exponent = Float.MIN_EXPONENT - 1; exponent <= 10; exponent++) {
      float[] z = new float[exponent < -60 ? 2 : FEW];
      for (int i = 0; i < z.length; i++) {
        z[i] = (float) Math.scalb(1 + random.nextDouble(), exponent) * (i % 2 == 0 ? 1 : -1);
      }
      require(f, z, OracleOperations.INSTANCE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void within_one_ulp_where_the_reduction_goes_to_the_next_integer(UnaryFunction f) {
    for (int m = -1076; m <= 55; m++) {
      float boundary = (float) ((m + 0.5) * Math.log(2));
      float half = boundary / 2;
      float[] z = {
        boundary,
        Math.nextUp(boundary),
        Math.nextDown(boundary),
        (float) (m * Math.log(2)),
        half,
        Math.nextUp(half),
        Math.nextDown(half)
      };
      require(f, z, OracleOperations.INSTANCE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void within_one_ulp_where_results_are_subnormal(UnaryFunction f) {
    for (int[] range : new int[][] {{-746, -707}, {-105, -86}}) {
      for (int chunk = 0; chunk < 10; chunk++) {
        float[] z = new float[FEW];
        for (int i = 0; i < FEW; i++) {
          z[i] = (float) random.nextDouble(range[0], range[1]);
        }
        require(f, z, OracleOperations.INSTANCE);
      }
    }
  }

  /** In ulps of the smaller binade of the two. */
  private static void require(UnaryFunction f, float[] z, OracleOperations exactly) {
    float[] result = new float[z.length];
    Kernels.FLOAT.map(f, z, 0, result, 0, z.length);
    Reference exact =
        exactly.map(f, OracleOperations.of(HostTensor.share(Shape.vector(z.length), z)));
    for (int i = 0; i < z.length; i++) {
      float nearest = (float) exact.nearest(i);
      double ulp = Math.min(Math.ulp(result[i]), Math.ulp(nearest));
      boolean same = result[i] == nearest; // infinite too
      double ulps = same ? 0 : exact.distance(i, result[i]) / ulp;
      int at = i;
      assertTrue(ulps <= 1, () -> f + " of " + z[at] + " is " + ulps + " ulp off");
    }
  }

  @Test
  void special_values_are_exact() {
    float[] z = {
      Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, -0f, 0, Float.MAX_VALUE, Float.POSITIVE_INFINITY
    };
    float infinity = Float.POSITIVE_INFINITY;
    same(UnaryFunction.SIGMOID, z, 0, 0, 0.5f, 0.5f, 1, 1);
    same(UnaryFunction.TANH, z, -1, -1, -0f, 0, 1, 1);
    same(UnaryFunction.RELU, z, 0, 0, 0, 0, Float.MAX_VALUE, infinity);
    same(UnaryFunction.STEP, z, 0, 0, 0, 0, 1, 1);
    same(UnaryFunction.EXP, z, 0, 0, 1, 1, infinity, infinity);
    float[] small = {Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -1e-20f};
    same(UnaryFunction.TANH, small, small);
    for (UnaryFunction f : UnaryFunction.values()) {
      float[] nan = {Float.NaN};
      same(f, nan, f == UnaryFunction.STEP ? 0 : Float.NaN);
    }
  }

  private static void same(UnaryFunction f, float[] z, float... expected) {
    float[] result = new float[z.length];
    Kernels.FLOAT.map(f, z, 0, result, 0, z.length);
    assertEquals(Arrays.toString(expected), Arrays.toString(result), f.toString());
  }

  @Test
  void saturation_is_monotone() {
    for (UnaryFunction f : new UnaryFunction[] {UnaryFunction.SIGMOID, UnaryFunction.TANH}) {
      float before = -1;
      for (float z = -760; z <= 60; z += 0x1p-7f) {
        float[] now = {z};
        Kernels.FLOAT.map(f, now, 0, now, 0, 1);
        assertTrue(now[0] >= before && now[0] <= 1, f + " at " + z);
        before = now[0];
      }
      assertEquals(1, before);
    }
  }
}
