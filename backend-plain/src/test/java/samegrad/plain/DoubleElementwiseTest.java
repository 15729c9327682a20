package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import samegrad.tensor.UnaryFunction;

class DoubleElementwiseTest {
  private static final int[][] SHAPES = {
    {0, 3}, {3, 0}, {1, 1}, {1, 5}, {5, 1}, {2, 3}, {4, 4}, {7, 16}, {5, 17}, {33, 10}, {3, 5000}
  };

  /** A matrix operation with a vector operand, on the rows [from, to). */
  private interface Broadcast {
    void apply(double[] x, double[] vector, double[] dst, int columns, int from, int to);
  }

  private interface Scalar {
    double apply(double x, double y);
  }

  @Test
  void a_row_is_broadcast_over_the_rows_from_either_side() {
    byRow(DoubleElementwise::addRow, (x, y) -> x + y);
    byRow(DoubleElementwise::subtractRow, (x, y) -> x - y);
    byRow(
        (x, y, d, n, f, t) -> DoubleElementwise.subtractFromRow(y, x, d, n, f, t), (x, y) -> y - x);
    byRow(DoubleElementwise::multiplyRow, (x, y) -> x * y);
    byRow((x, y, d, n, f, t) -> DoubleElementwise.copyRow(y, d, n, f, t), (x, y) -> y);
  }

  @Test
  void a_column_is_broadcast_over_the_columns_from_either_side() {
    byColumn(DoubleElementwise::addColumn, (x, y) -> x + y);
    byColumn(DoubleElementwise::subtractColumn, (x, y) -> x - y);
    byColumn(
        (x, y, d, n, f, t) -> DoubleElementwise.subtractFromColumn(y, x, d, n, f, t),
        (x, y) -> y - x);
    byColumn(DoubleElementwise::multiplyColumn, (x, y) -> x * y);
    byColumn((x, y, d, n, f, t) -> DoubleElementwise.copyColumn(y, d, n, f, t), (x, y) -> y);
  }

  @Test
  void the_fused_bias_and_function_has_the_bits_of_an_addition_and_the_function() {
    for (int[] shape : SHAPES) {
      int rows = shape[0];
      int columns = shape[1];
      double[] z = DoubleInputs.withSpecial(rows * columns, 1);
      double[] bias = DoubleInputs.withSpecial(columns, 3);
      double[] sum = new double[z.length];
      DoubleElementwise.addRow(z, bias, sum, columns, 0, rows);
      double[] expected = new double[z.length];
      new DoubleScalarKernels().map(UnaryFunction.SIGMOID, sum, 0, expected, 0, z.length);
      double[] a = new double[z.length];
      int cut = rows / 2;
      DoubleElementwise.addRowMap(UnaryFunction.SIGMOID, z, bias, a, columns, 0, cut);
      DoubleElementwise.addRowMap(UnaryFunction.SIGMOID, z, bias, a, columns, cut, rows);
      assertArrayEquals(sum, z);
      assertArrayEquals(expected, a);
    }
  }

  @Test
  void a_transpose_moves_every_element_and_its_rows_can_be_shared_out() {
    for (int[] shape : SHAPES) {
      int rows = shape[0];
      int columns = shape[1];
      double[] x = DoubleInputs.withSpecial(rows * columns, 1);
      double[] expected = new double[x.length];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          expected[j * rows + i] = x[i * columns + j];
        }
      }
      double[] actual = new double[x.length];
      int cut = rows / 2;
      DoubleElementwise.transpose(x, rows, columns, actual, cut, rows);
      DoubleElementwise.transpose(x, rows, columns, actual, 0, cut);
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
    double[] x = DoubleInputs.withSpecial(rows * columns, 1);
    double[] y = DoubleInputs.withSpecial(row ? columns : rows, 2);
    int from = Math.min(1, rows);
    double[] expected = new double[x.length];
    Arrays.fill(expected, 7);
    double[] dst = expected.clone();
    for (int i = from; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected[i * columns + j] = scalar.apply(x[i * columns + j], y[row ? j : i]);
      }
    }
    actual.apply(x, y, dst, columns, from, rows);
    assertArrayEquals(expected, dst);
    double[] inPlace = x.clone();
    actual.apply(inPlace, y, inPlace, columns, from, rows);
    System.arraycopy(x, 0, expected, 0, from * columns);
    assertArrayEquals(expected, inPlace);
  }
}
