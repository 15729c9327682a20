package samegrad.plain.kernel;

import java.util.Arrays;
import samegrad.tensor.UnaryFunction;

/**
 * float32 arithmetic with broadcasting, and the fused forms of functions.
 *
 * <p>A matrix is a contiguous row-major array of {@code columns} numbers a row; a row vector has
 * {@code columns} numbers, a column one a row. Methods on matrices work on the rows [from, to), so
 * that callers can share rows out among threads. {@code dst} may be the matrix operand itself.
 */
public final class FloatElementwise {
  /** Elements for which two passes still meet in the first-level cache: 3 arrays of 16 KiB. */
  private static final int FUSED_ELEMENTS = 16 * 1024 / Float.BYTES;

  /** One cache line a side, so that each line of a tile is fetched once. */
  private static final int TILE = 64 / Float.BYTES;

  private static final FloatKernels KERNELS = Kernels.FLOAT;

  private FloatElementwise() {}

  /**
   * z[i][j] = z[i][j] + bias[j], and a[i][j] = f of that.
   *
   * <p>Two passes over a few rows at a time, which are then still in the cache: rows too narrow for
   * a vector are not too narrow together.
   */
  public static void addRowMap(
      UnaryFunction f, float[] z, float[] bias, float[] a, int columns, int from, int to) {
    int rowsAtOnce = Math.max(1, FUSED_ELEMENTS / Math.max(1, columns));
    for (int first = from; first < to; first += rowsAtOnce) {
      int last = Math.min(to, first + rowsAtOnce);
      addRow(z, bias, z, columns, first, last);
      KERNELS.map(f, z, first * columns, a, first * columns, (last - first) * columns);
    }
  }

  /** dst = x + row. */
  public static void addRow(float[] x, float[] row, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.add(x, i * columns, row, 0, dst, i * columns, columns);
    }
  }

  /** dst = x − row. */
  public static void subtractRow(
      float[] x, float[] row, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.subtract(x, i * columns, row, 0, dst, i * columns, columns);
    }
  }

  /** dst = row − x. */
  public static void subtractFromRow(
      float[] row, float[] x, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.subtract(row, 0, x, i * columns, dst, i * columns, columns);
    }
  }

  /** dst = x·row. */
  public static void multiplyRow(
      float[] x, float[] row, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.multiply(x, i * columns, row, 0, dst, i * columns, columns);
    }
  }

  /** dst = x + column. */
  public static void addColumn(
      float[] x, float[] column, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.addScalar(x, i * columns, column[i], dst, i * columns, columns);
    }
  }

  /** dst = x − column. */
  public static void subtractColumn(
      float[] x, float[] column, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.addScalar(x, i * columns, -column[i], dst, i * columns, columns);
    }
  }

  /** dst = column − x. */
  public static void subtractFromColumn(
      float[] column, float[] x, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.subtractFromScalar(column[i], x, i * columns, dst, i * columns, columns);
    }
  }

  /** dst = x·column. */
  public static void multiplyColumn(
      float[] x, float[] column, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      KERNELS.multiplyScalar(x, i * columns, column[i], dst, i * columns, columns);
    }
  }

  /** dst[i][j] = row[j]. */
  public static void copyRow(float[] row, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      System.arraycopy(row, 0, dst, i * columns, columns);
    }
  }

  /** dst[i][j] = column[i]. */
  public static void copyColumn(float[] column, float[] dst, int columns, int from, int to) {
    for (int i = from; i < to; i++) {
      Arrays.fill(dst, i * columns, (i + 1) * columns, column[i]);
    }
  }

  /**
   * dst = xᵀ: dst[j][i] = x[i][j] for x of {@code rows}×{@code columns} and its rows [from, to);
   * dst must not be x.
   */
  public static void transpose(float[] x, int rows, int columns, float[] dst, int from, int to) {
    for (int i = from; i < to; i += TILE) {
      int lastRow = Math.min(to, i + TILE);
      for (int j = 0; j < columns; j += TILE) {
        transposeTile(x, rows, columns, dst, i, lastRow, j, Math.min(columns, j + TILE));
      }
    }
  }

  private static void transposeTile(
      float[] x,
      int rows,
      int columns,
      float[] dst,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn) {
    int j = firstColumn;
    // Four columns at a time read neighbours from one row.
    for (; j + 4 <= lastColumn; j += 4) {
      for (int i = firstRow; i < lastRow; i++) {
        int from = i * columns + j;
        int to = j * rows + i;
        dst[to] = x[from];
        dst[to + rows] = x[from + 1];
        dst[to + 2 * rows] = x[from + 2];
        dst[to + 3 * rows] = x[from + 3];
      }
    }
    for (; j < lastColumn; j++) {
      for (int i = firstRow; i < lastRow; i++) {
        dst[j * rows + i] = x[i * columns + j];
      }
    }
  }
}
