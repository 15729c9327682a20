package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FloatReductionsTest {
  private static final int BLOCK = FloatReductions.SUM_BLOCK;
  private static final int[] LENGTHS = {
    0,
    1,
    2,
    3,
    31,
    32,
    33,
    63,
    64,
    65,
    1000,
    BLOCK - 1,
    BLOCK,
    BLOCK + 1,
    2 * BLOCK,
    3 * BLOCK + 7,
    5 * BLOCK,
    9 * BLOCK + 31
  };

  @Test
  void a_sum_is_the_tree_its_contract_describes() {
    for (int n : LENGTHS) {
      float[] x = FloatInputs.finite(n + 5, n);
      assertEquals(byTheContract(x, 5, n + 5), FloatReductions.sum(x, 5, n + 5), "n = " + n);
    }
  }

  @Test
  void a_sum_of_small_integers_is_exact() {
    for (int n : LENGTHS) {
      float[] x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = i % 5 - 1;
      }
      int whole = n / 5 * 5;
      float expected = whole;
      for (int i = n / 5 * 5; i < n; i++) {
        expected += x[i];
      }
      assertEquals(expected, FloatReductions.sum(x, 0, n), "n = " + n);
    }
  }

  @Test
  void a_sum_of_nothing_is_zero() {
    assertEquals(0f, FloatReductions.sum(new float[3], 2, 2));
  }

  @Test
  void nan_and_infinity_reach_the_sum_from_every_place() {
    int n = BLOCK + 37;
    for (int i = 0; i < n; i += 11) {
      float[] x = FloatInputs.finite(n, 1);
      x[i] = Float.POSITIVE_INFINITY;
      assertEquals(Float.POSITIVE_INFINITY, FloatReductions.sum(x, 0, n));
      x[(i + 1) % n] = Float.NEGATIVE_INFINITY;
      assertTrue(Float.isNaN(FloatReductions.sum(x, 0, n)));
      x[i] = Float.NaN;
      x[(i + 1) % n] = 1;
      assertTrue(Float.isNaN(FloatReductions.sum(x, 0, n)));
    }
  }

  @Test
  void sums_over_rows_are_ascending_chains_and_do_not_depend_on_how_columns_are_shared_out() {
    for (int rows : new int[] {0, 1, 2, 3, 4, 5, 33}) {
      for (int columns : new int[] {0, 1, 3, 16, 17, 100}) {
        float[] x = FloatInputs.finite(rows * columns, rows + columns);
        float[] expected = new float[columns];
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            expected[j] += x[i * columns + j];
          }
        }
        float[] actual = new float[columns];
        Arrays.fill(actual, Float.NaN);
        int cut = columns / 3;
        FloatReductions.sumRows(x, rows, columns, actual, cut, columns);
        FloatReductions.sumRows(x, rows, columns, actual, 0, cut);
        assertArrayEquals(expected, actual);
      }
    }
  }

  @Test
  void a_sum_over_columns_is_the_sum_of_each_row() {
    for (int columns : new int[] {0, 1, 3, 32, 33, 100, BLOCK + 1}) {
      float[] x = FloatInputs.finite(4 * columns, columns);
      float[] actual = {9, 9, 9, 9};
      FloatReductions.sumColumns(x, columns, actual, 1, 4);
      assertEquals(9f, actual[0]);
      for (int i = 1; i < 4; i++) {
        assertEquals(byTheContract(x, i * columns, (i + 1) * columns), actual[i]);
      }
    }
  }

  private static float byTheContract(float[] x, int from, int to) {
    int blocks = (to - from + BLOCK - 1) / BLOCK;
    if (blocks > 1) {
      int left = 1;
      while (2 * left < blocks) {
        left *= 2;
      }
      int middle = from + left * BLOCK;
      return byTheContract(x, from, middle) + byTheContract(x, middle, to);
    }
    float[] tree = new float[32];
    int full = from + (to - from) / 32 * 32;
    for (int i = from; i < full; i++) {
      tree[(i - from) % 32] += x[i];
    }
    for (int size = 16; size >= 1; size /= 2) {
      for (int i = 0; i < size; i++) {
        tree[i] = tree[2 * i] + tree[2 * i + 1];
      }
    }
    float sum = tree[0];
    for (int i = full; i < to; i++) {
      sum += x[i];
    }
    return sum;
  }
}
