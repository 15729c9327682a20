package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inner loops alone, as their contract has it, from offsets and beside margins. */
class MatmulKernelTest {
  private static final int OFFSET = 3;

  /** What the margins hold. */
  private static final double UNTOUCHED = 7;

  static MatmulKernel<?>[] kernels() {
    return new MatmulKernel<?>[] {
      new FloatScalarMatmul(),
      new DoubleScalarMatmul(),
      MatmulKernel.floats(),
      MatmulKernel.doubles()
    };
  }

  /** An array of a kernel's type with these elements. */
  private static <T> T array(MatmulKernel<T> kernel, double... elements) {
    T array = kernel.allocate(elements.length);
    for (int i = 0; i < elements.length; i++) {
      if (array instanceof float[] floats) {
        floats[i] = (float) elements[i];
      } else {
        ((double[]) array)[i] = elements[i];
      }
    }
    return array;
  }

  private static double[] elements(Object array) {
    if (array instanceof float[] floats) {
      double[] wide = new double[floats.length];
      Arrays.setAll(wide, i -> floats[i]);
      return wide;
    }
    return (double[]) array;
  }

  /** Small whole numbers, so that every order of summation is exact. */
  private static double[] numbers(int length, int seed) {
    double[] numbers = new double[length];
    Arrays.setAll(numbers, i -> (i * 31 + seed * 17) % 23 - 11);
    return numbers;
  }

  private static double[] untouched(int length) {
    double[] margin = new double[length];
    Arrays.fill(margin, UNTOUCHED);
    return margin;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  <T> void packing_lays_lanes_side_by_side_and_pads_with_zeros(MatmulKernel<T> kernel) {
    for (int lanes : new int[] {1, 2, 3, 4, 7, 8, 16, 17, 32, 33}) {
      for (int width : new int[] {lanes, lanes + 1, lanes + 5}) {
        for (int depth : new int[] {0, 1, 2, 3, 4, 7, 8, 16, 17, 35}) {
          pack(kernel, lanes, width, depth, 1, lanes + 2);
          pack(kernel, lanes, width, depth, depth + 2, 1);
        }
      }
    }
  }

  private static <T> void pack(
      MatmulKernel<T> kernel, int lanes, int width, int depth, int laneStride, int depthStride) {
    double[] source = numbers(OFFSET + lanes * laneStride + depth * depthStride, lanes);
    double[] expected = untouched(OFFSET + depth * width + 40);
    T panel = array(kernel, expected);
    for (int p = 0; p < depth; p++) {
      for (int l = 0; l < width; l++) {
        expected[OFFSET + p * width + l] =
            l < lanes ? source[OFFSET + l * laneStride + p * depthStride] : 0;
      }
    }
    T from = array(kernel, source);
    kernel.pack(from, OFFSET, laneStride, depthStride, lanes, depth, panel, OFFSET, width);
    assertArrayEquals(expected, elements(panel));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  <T> void a_row_of_dots_reads_and_writes_from_its_offsets(MatmulKernel<T> kernel) {
    for (int columns : new int[] {0, 1, 2, 7, 8, 9, 17, 35}) {
      for (int depth : new int[] {0, 1, 3, 8, 33}) {
        for (int aStride : new int[] {1, 3}) {
          double[] a = numbers(2 * OFFSET + depth * aStride, 1);
          double[] b = numbers(OFFSET + columns * (depth + 2), 2);
          double[] expected = untouched(OFFSET + columns + 20);
          T c = array(kernel, expected);
          for (int j = 0; j < columns; j++) {
            double s = 0;
            for (int p = 0; p < depth; p++) {
              s += a[2 * OFFSET + p * aStride] * b[OFFSET + j * (depth + 2) + p];
            }
            expected[OFFSET + j] = s;
          }
          T left = array(kernel, a);
          T right = array(kernel, b);
          kernel.dots(
              columns, depth, left, 2 * OFFSET, aStride, right, OFFSET, depth + 2, c, OFFSET);
          assertArrayEquals(expected, elements(c));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  <T> void few_rows_go_on_from_what_is_there(MatmulKernel<T> kernel) {
    for (int rows = 1; rows <= 4; rows++) {
      for (int columns : new int[] {1, 3, 8, 17, 40, 130}) {
        for (int depth : new int[] {0, 1, 2, 5, 9}) {
          rows(kernel, rows, columns, depth, depth + 1, 1);
          rows(kernel, rows, columns, depth, 1, rows + 1);
        }
      }
    }
  }

  private static <T> void rows(
      MatmulKernel<T> kernel, int rows, int columns, int depth, int aRow, int aColumn) {
    int bRow = columns + 2;
    int cRow = columns + 1;
    double[] a = numbers(OFFSET + rows * aRow + depth * aColumn, 1);
    double[] b = numbers(2 * OFFSET + depth * bRow, 2);
    double[] expected = untouched(OFFSET + rows * cRow + 20);
    T c = array(kernel, expected);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int p = 0; p < depth; p++) {
          expected[OFFSET + i * cRow + j] +=
              a[OFFSET + i * aRow + p * aColumn] * b[2 * OFFSET + p * bRow + j];
        }
      }
    }
    T left = array(kernel, a);
    T right = array(kernel, b);
    kernel.rows(
        rows,
        columns,
        depth,
        left,
        OFFSET,
        aRow,
        aColumn,
        right,
        2 * OFFSET,
        bRow,
        c,
        OFFSET,
        cRow);
    assertArrayEquals(expected, elements(c));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  <T> void clearing_leaves_the_margins(MatmulKernel<T> kernel) {
    for (int length : new int[] {0, 1, 8, 33}) {
      double[] expected = untouched(OFFSET + length + 4);
      T c = array(kernel, expected);
      Arrays.fill(expected, OFFSET, OFFSET + length, 0);
      kernel.clear(c, OFFSET, length);
      assertArrayEquals(expected, elements(c));
    }
  }
}
