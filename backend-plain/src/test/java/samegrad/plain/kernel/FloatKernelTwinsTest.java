package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import samegrad.tensor.UnaryFunction;

/** Vector kernels against their scalar twins, bit for bit, at the width of this JVM. */
class FloatKernelTwinsTest {
  private static final int OFFSET = 3;
  private static final int MARGIN = 20;

  private final FloatKernels vector = new FloatVectorKernels();
  private final FloatKernels scalar = new FloatKernels();

  /** One operation on slices of length {@code length} at OFFSET, in place where dst is x. */
  private interface Operation {
    void apply(FloatKernels kernels, float[] x, float[] y, float[] dst, int length);
  }

  @Test
  void functions_have_the_same_bits() {
    for (UnaryFunction f : UnaryFunction.values()) {
      same((k, x, y, dst, n) -> k.map(f, x, OFFSET, dst, OFFSET, n));
    }
  }

  @Test
  void sigmoid_gradient_has_the_same_bits() {
    same((k, x, y, dst, n) -> k.sigmoidGradient(x, OFFSET, y, OFFSET, dst, OFFSET, n));
  }

  @Test
  void sigmoid_gradient_rounds_in_the_fixed_order() {
    float[] g = FloatInputs.finite(1000, 8);
    float[] a = FloatInputs.finite(1000, 9);
    float[] dst = new float[1000];
    vector.sigmoidGradient(g, 0, a, 0, dst, 0, 1000);
    for (int i = 0; i < 1000; i++) {
      float t = 1 - a[i];
      float s = a[i] * t;
      assertEquals(g[i] * s, dst[i]);
    }
  }

  @Test
  void sums_differences_and_products_have_the_same_bits() {
    same((k, x, y, dst, n) -> k.add(x, OFFSET, y, OFFSET, dst, OFFSET, n));
    same((k, x, y, dst, n) -> k.subtract(x, OFFSET, y, OFFSET, dst, OFFSET, n));
    same((k, x, y, dst, n) -> k.subtract(y, OFFSET, x, OFFSET, dst, OFFSET, n));
    same((k, x, y, dst, n) -> k.multiply(x, OFFSET, y, OFFSET, dst, OFFSET, n));
  }

  @Test
  void operations_with_a_scalar_have_the_same_bits() {
    for (float s : FloatInputs.withSpecial(40, 6)) {
      same((k, x, y, dst, n) -> k.addScalar(x, OFFSET, s, dst, OFFSET, n));
      same((k, x, y, dst, n) -> k.subtractFromScalar(s, x, OFFSET, dst, OFFSET, n));
      same((k, x, y, dst, n) -> k.multiplyScalar(x, OFFSET, s, dst, OFFSET, n));
    }
  }

  @Test
  void block_sums_have_the_same_bits() {
    for (int n : FloatInputs.LENGTHS) {
      float[] finite = FloatInputs.finite(n + OFFSET, n);
      float[] special = FloatInputs.withSpecial(n + OFFSET, n);
      assertEquals(scalar.sumBlock(finite, OFFSET, n), vector.sumBlock(finite, OFFSET, n));
      assertEquals(scalar.sumBlock(special, OFFSET, n), vector.sumBlock(special, OFFSET, n));
    }
  }

  @Test
  void accumulated_rows_have_the_same_bits() {
    for (int n : FloatInputs.LENGTHS) {
      for (int rows : new int[] {0, 1, 2, 3, 4, 5, 9}) {
        int stride = n + 2;
        float[] x = FloatInputs.finite(rows * stride + OFFSET, n + rows);
        float[] expected = FloatInputs.finite(n + OFFSET + MARGIN, rows);
        float[] actual = expected.clone();
        scalar.accumulateRows(x, OFFSET, stride, rows, expected, OFFSET, n);
        vector.accumulateRows(x, OFFSET, stride, rows, actual, OFFSET, n);
        assertArrayEquals(expected, actual);
      }
    }
  }

  private void same(Operation operation) {
    for (int n : FloatInputs.LENGTHS) {
      for (int seed = 0; seed < 2; seed++) {
        float[] x = FloatInputs.withSpecial(n + OFFSET + MARGIN, seed);
        float[] y = FloatInputs.withSpecial(n + OFFSET + MARGIN, seed + 2);
        float[] expected = new float[n + OFFSET + MARGIN];
        float[] actual = expected.clone();
        operation.apply(scalar, x, y, expected, n);
        operation.apply(vector, x, y, actual, n);
        // Compares bits of all but NaN, and the margins that must stay 0.
        assertArrayEquals(expected, actual);
        float[] inPlace = x.clone();
        operation.apply(vector, inPlace, y, inPlace, n);
        System.arraycopy(expected, OFFSET, x, OFFSET, n);
        assertArrayEquals(x, inPlace);
      }
    }
  }
}
