package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inner loops alone, as their contract has it, from offsets and beside margins. */
class FloatMatmulKernelTest {
  private static final String KERNELS = "samegrad.plain.matmul.FloatMatmulCases#kernels";

  private static final int OFFSET = 3;

  /** What the margins hold. */
  private static final float UNTOUCHED = 7;

  private static View<float[]> view(float[] array, int offset, int rowStride, int columnStride) {
    View<float[]> view = new View<>(array);
    view.set(array, offset, rowStride, columnStride);
    return view;
  }

  /** Small whole numbers, so that every order of summation is exact. */
  private static float[] numbers(int length, int seed) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (i * 31 + seed * 17) % 23 - 11;
    }
    return numbers;
  }

  private static float[] untouched(int length) {
    float[] margin = new float[length];
    Arrays.fill(margin, UNTOUCHED);
    return margin;
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void packing_lays_lanes_side_by_side_and_pads_with_zeros(MatmulKernel<float[]> kernel) {
    for (int lanes : new int[] {1, 2, 3, 4, 7, 8, 16, 17, 32, 33}) {
      for (int width : new int[] {lanes, lanes + 1, lanes + 5}) {
        for (int depth : new int[] {0, 1, 2, 3, 4, 7, 8, 16, 17, 35}) {
          pack(kernel, lanes, width, depth, 1, lanes + 2);
          pack(kernel, lanes, width, depth, depth + 2, 1);
        }
      }
    }
  }

  private static void pack(
      MatmulKernel<float[]> kernel,
      int lanes,
      int width,
      int depth,
      int rowStride,
      int columnStride) {
    float[] source = numbers(OFFSET + lanes * rowStride + depth * columnStride, lanes);
    float[] expected = untouched(OFFSET + depth * width + 40);
    float[] panel = expected.clone();
    for (int p = 0; p < depth; p++) {
      for (int l = 0; l < width; l++) {
        expected[OFFSET + p * width + l] =
            l < lanes ? source[OFFSET + l * rowStride + p * columnStride] : 0;
      }
    }
    View<float[]> view = view(source, 0, rowStride, columnStride);
    view.offset = OFFSET - view.at(2, 3);
    kernel.pack(view, 2, lanes, 3, depth, panel, OFFSET, width);
    assertArrayEquals(expected, panel);
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void a_row_of_dots_reads_and_writes_from_its_offsets(MatmulKernel<float[]> kernel) {
    for (int columns : new int[] {0, 1, 2, 7, 8, 9, 17, 35}) {
      for (int depth : new int[] {0, 1, 3, 8, 33}) {
        for (int aStride : new int[] {1, 3}) {
          float[] a = numbers(2 * OFFSET + depth * aStride, 1);
          float[] b = numbers(OFFSET + columns * (depth + 2), 2);
          float[] expected = untouched(OFFSET + columns + 20);
          float[] c = expected.clone();
          for (int j = 0; j < columns; j++) {
            float s = 0;
            for (int p = 0; p < depth; p++) {
              s += a[2 * OFFSET + p * aStride] * b[OFFSET + j * (depth + 2) + p];
            }
            expected[OFFSET + j] = s;
          }
          View<float[]> left = view(a, 2 * OFFSET, 0, aStride);
          View<float[]> right = view(b, OFFSET, depth + 2, 1);
          kernel.dots(0, columns / 3, depth, left, right, view(c, OFFSET, 0, 1));
          kernel.dots(columns / 3, columns, depth, left, right, view(c, OFFSET, 0, 1));
          assertArrayEquals(expected, c);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void few_rows_go_on_from_what_is_there(MatmulKernel<float[]> kernel) {
    for (int rows = 1; rows <= 4; rows++) {
      for (int columns : new int[] {1, 3, 8, 17, 40, 130}) {
        for (int depth : new int[] {0, 1, 2, 5, 9}) {
          rows(kernel, rows, columns, depth, depth + 1, 1);
          rows(kernel, rows, columns, depth, 1, rows + 1);
        }
      }
    }
  }

  private static void rows(
      MatmulKernel<float[]> kernel, int rows, int columns, int depth, int aRow, int aColumn) {
    int bRow = columns + 2;
    int cRow = columns + 1;
    float[] a = numbers(OFFSET + rows * aRow + depth * aColumn, 1);
    float[] b = numbers(2 * OFFSET + depth * bRow, 2);
    float[] expected = untouched(OFFSET + rows * cRow + 20);
    float[] c = expected.clone();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int p = 0; p < depth; p++) {
          expected[OFFSET + i * cRow + j] +=
              a[OFFSET + i * aRow + p * aColumn] * b[2 * OFFSET + p * bRow + j];
        }
      }
    }
    View<float[]> left = view(a, OFFSET, aRow, aColumn);
    View<float[]> right = view(b, 2 * OFFSET, 1, bRow);
    kernel.rows(rows, 0, columns / 3, depth, left, right, view(c, OFFSET, cRow, 1));
    kernel.rows(rows, columns / 3, columns, depth, left, right, view(c, OFFSET, cRow, 1));
    assertArrayEquals(expected, c);
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void clearing_leaves_the_margins(MatmulKernel<float[]> kernel) {
    for (int length : new int[] {0, 1, 8, 33}) {
      float[] expected = untouched(OFFSET + length + 4);
      float[] c = expected.clone();
      Arrays.fill(expected, OFFSET, OFFSET + length, 0);
      kernel.clear(c, OFFSET, length);
      assertArrayEquals(expected, c);
    }
  }
}
