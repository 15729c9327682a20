package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import samegrad.tensor.UnaryFunction;

class FloatElementwiseTest {
  private static final int[][] SHAPES = {
    {0, 3}, {3, 0}, {1, 1}, {1, 5}, {5, 1}, {2, 3}, {4, 4}, {7, 16}, {5, 17}, {33, 10}, {3, 5000}
  };

  /** A matrix operation with a vector operand, on the rows [from, to). */
  private interface Broadcast {
    void apply(float[] x, float[] vector, float[] dst, int columns, int from, int to);
  }

  private interface Scalar {
    float apply(float x, float y);
  }

  @Test
  void a_row_is_broadcast_over_the_rows_from_either_side() {
    byRow(FloatElementwise::addRow, (x, y) -> x + y);
    byRow(FloatElementwise::subtractRow, (x, y) -> x - y);
    byRow(
        (x, y, d, n, f, t) -> FloatElementwise.subtractFromRow(y, x, d, n, f, t), (x, y) -> y - x);
    byRow(FloatElementwise::multiplyRow, (x, y) -> x * y);
    byRow((x, y, d, n, f, t) -> FloatElementwise.copyRow(y, d, n, f, t), (x, y) -> y);
  }

  @Test
  void a_column_is_broadcast_over_the_columns_from_either_side() {
    byColumn(FloatElementwise::addColumn, (x, y) -> x + y);
    byColumn(FloatElementwise::subtractColumn, (x, y) -> x - y);
    byColumn(
        (x, y, d, n, f, t) -> FloatElementwise.subtractFromColumn(y, x, d, n, f, t),
        (x, y) -> y - x);
    byColumn(FloatElementwise::multiplyColumn, (x, y) -> x * y);
    byColumn((x, y, d, n, f, t) -> FloatElementwise.copyColumn(y, d, n, f, t), (x, y) -> y);
  }

  @Test
  void the_fused_bias_and_function_has_the_bits_of_an_addition_and_the_function() {
    for (int[] shape : SHAPES) {
      int rows = shape[0];
      int columns = shape[1];
      float[] z = FloatInputs.withSpecial(rows * columns, 1);
      float[] bias = FloatInputs.withSpecial(columns, 3);
      float[] sum = new float[z.length];
      FloatElementwise.addRow(z, bias, sum, columns, 0, rows);
      float[] expected = new float[z.length];
      new FloatKernels().map(UnaryFunction.SIGMOID, sum, 0, expected, 0, z.length);
      float[] a = new float[z.length];
      int cut = rows / 2;
      FloatElementwise.addRowMap(UnaryFunction.SIGMOID, z, bias, a, columns, 0, cut);
      FloatElementwise.addRowMap(UnaryFunction.SIGMOID, z, bias, a, columns, cut, rows);
      assertArrayEquals(sum, z);
      assertArrayEquals(expected, a);
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

  private static void byRow(Broadcast actual, Scalar expected) {
    for (int[] shape : SHAPES) {
      check(actual, expected, shape[0], shape[1], true);
    }
  }

  private static void byColumn(Broadcast actual, Scalar expected) {
    for (int[] shape : SHAPES) {
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
    actual.apply(x, y, dst, columns, from, rows);
    assertArrayEquals(expected, dst);
    float[] inPlace = x.clone();
    actual.apply(inPlace, y, inPlace, columns, from, rows);
    System.arraycopy(x, 0, expected, 0, from * columns);
    assertArrayEquals(expected, inPlace);
  }
}
