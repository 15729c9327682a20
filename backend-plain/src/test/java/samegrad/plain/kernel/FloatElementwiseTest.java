package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import samegrad.tensor.UnaryFunction;

class FloatElementwiseTest {
  private static final int[][] SHAPES = {
    {0, 3}, {3, 0}, {1, 1}, {1, 5}, {5, 1}, {2, 3}, {4, 4}, {7, 16}, {5, 17}, {33, 10}, {3, 5000}
  };

  /** x ∘ y on the rows [from, to), y being a row or a column. */
  private interface Broadcast {
    void apply(float[] x, float[] y, boolean row, float[] dst, int columns, int from, int to);
  }

  private interface Scalar {
    float apply(float x, float y);
  }

  @Test
  void a_row_and_a_column_are_repeated_on_either_side() {
    check(FloatElementwise::add, (x, y) -> x + y);
    check(FloatElementwise::subtract, (x, y) -> x - y);
    check(FloatElementwise::subtractFrom, (x, y) -> y - x);
    check(FloatElementwise::multiply, (x, y) -> x * y);
  }

  @Test
  void the_fused_bias_and_function_has_the_bits_of_an_addition_and_the_function() {
    for (int[] shape : SHAPES) {
      for (UnaryFunction f : UnaryFunction.values()) {
        int rows = shape[0];
        int columns = shape[1];
        float[] z = FloatInputs.withSpecial(rows * columns, 1);
        float[] bias = FloatInputs.withSpecial(columns, 3);
        float[] sum = new float[z.length];
        FloatElementwise.add(z, bias, true, sum, columns, 0, rows);
        float[] expected = new float[z.length];
        new FloatKernels().map(f, sum, 0, expected, 0, z.length);
        float[] a = new float[z.length];
        int cut = rows / 2;
        FloatElementwise.addMap(f, z, bias, true, a, columns, 0, cut);
        FloatElementwise.addMap(f, z, bias, true, a, columns, cut, rows);
        assertArrayEquals(sum, z);
        assertArrayEquals(expected, a);
      }
    }
  }

  @Test
  void a_transpose_moves_every_element_and_its_rows_can_be_shared_out() {
    for (int[] shape : SHAPES) {
      int rows = shape[0];
      int columns = shape[1];
      float[] x = FloatInputs.withSpecial(rows * columns, 1);
      float[] expected = new float[x.length];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          expected[j * rows + i] = x[i * columns + j];
        }
      }
      float[] actual = new float[x.length];
      int cut = rows / 2;
      FloatElementwise.transpose(x, rows, columns, actual, cut, rows);
      FloatElementwise.transpose(x, rows, columns, actual, 0, cut);
      assertArrayEquals(expected, actual);
    }
  }

  private static void check(Broadcast actual, Scalar expected) {
    for (int[] shape : SHAPES) {
      check(actual, expected, shape[0], shape[1], true);
      check(actual, expected, shape[0], shape[1], false);
    }
  }

  /** On the rows from 1 on, the rest of dst staying as it was; then in place. */
  private static void check(Broadcast actual, Scalar scalar, int rows, int columns, boolean row) {
    float[] x = FloatInputs.withSpecial(rows * columns, 1);
    float[] y = FloatInputs.withSpecial(row ? columns : rows, 2);
    int from = Math.min(1, rows);
    float[] expected = new float[x.length];
    Arrays.fill(expected, 7);
    float[] dst = expected.clone();
    for (int i = from; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected[i * columns + j] = scalar.apply(x[i * columns + j], y[row ? j : i]);
      }
    }
    actual.apply(x, y, row, dst, columns, from, rows);
    assertArrayEquals(expected, dst);
    float[] inPlace = x.clone();
    actual.apply(inPlace, y, row, inPlace, columns, from, rows);
    System.arraycopy(x, 0, expected, 0, from * columns);
    assertArrayEquals(expected, inPlace);
  }
}
