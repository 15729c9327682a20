package samegrad.plain.kernel;

import java.util.Arrays;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * float32 arithmetic with broadcasting, and the fused forms of functions.
 *
 * <p>A matrix x is contiguous, row by row, and methods work on its rows [from, to), so that callers
 * can share them out among threads. Its other operand y is one {@code row}, which each row of x
 * meets, or else a column, of which each row of x meets one element. Operands of one shape are two
 * columns, and a scalar is a row of one. {@code dst} may be x.
 */
public final class FloatElementwise {
  /** Elements for which two passes still meet in the first-level cache: 3 arrays of 16 KiB. */
  private static final int FUSED_ELEMENTS = 16 * 1024 / Float.BYTES;

  /** One cache line a side, so that each line of a tile is fetched once. */
  private static final int TILE = 64 / Float.BYTES;

  private static final FloatKernels KERNELS = Kernels.FLOAT;

  private FloatElementwise() {}

  /**
   * z = z + bias, and a = f of that.
   *
   * <p>Two passes over a few rows at a time, which are then still in the cache: rows too narrow for
   * a vector are not too narrow together.
   */
  public static void addMap(
      UnaryFunction f,
      float[] z,
      float[] bias,
      boolean row,
      float[] a,
      int columns,
      int from,
      int to) {
    int rowsAtOnce = Math.max(1, FUSED_ELEMENTS / Math.max(1, columns));
    for (int first = from; first < to; first += rowsAtOnce) {
      int last = Math.min(to, first + rowsAtOnce);
      add(z, bias, row, z, columns, first, last);
      KERNELS.map(f, z, first * columns, a, first * columns, (last - first) * columns);
    }
  }

  /** dst = x + y. */
  public static void add(
      float[] x, float[] y, boolean row, float[] dst, int columns, int from, int to) {
    if (columns == 1 && row) {
      KERNELS.addScalar(x, from, y[0], dst, from, to - from);
    } else if (columns == 1) {
      KERNELS.add(x, from, y, from, dst, from, to - from);
    } else if (row) {
      for (int i = from; i < to; i++) {
        KERNELS.add(x, i * columns, y, 0, dst, i * columns, columns);
      }
    } else {
      for (int i = from; i < to; i++) {
        KERNELS.addScalar(x, i * columns, y[i], dst, i * columns, columns);
      }
    }
  }

  /** dst = x − y. */
  public static void subtract(
      float[] x, float[] y, boolean row, float[] dst, int columns, int from, int to) {
    if (columns == 1 && row) {
      KERNELS.addScalar(x, from, -y[0], dst, from, to - from);
    } else if (columns == 1) {
      KERNELS.subtract(x, from, y, from, dst, from, to - from);
    } else if (row) {
      for (int i = from; i < to; i++) {
        KERNELS.subtract(x, i * columns, y, 0, dst, i * columns, columns);
      }
    } else {
      for (int i = from; i < to; i++) {
        KERNELS.addScalar(x, i * columns, -y[i], dst, i * columns, columns);
      }
    }
  }

  /** dst = y − x. */
  public static void subtractFrom(
      float[] x, float[] y, boolean row, float[] dst, int columns, int from, int to) {
    if (columns == 1 && row) {
      KERNELS.subtractFromScalar(y[0], x, from, dst, from, to - from);
    } else if (columns == 1) {
      KERNELS.subtract(y, from, x, from, dst, from, to - from);
    } else if (row) {
      for (int i = from; i < to; i++) {
        KERNELS.subtract(y, 0, x, i * columns, dst, i * columns, columns);
      }
    } else {
      for (int i = from; i < to; i++) {
        KERNELS.subtractFromScalar(y[i], x, i * columns, dst, i * columns, columns);
      }
    }
  }

  /** dst = x·y. */
  public static void multiply(
      float[] x, float[] y, boolean row, float[] dst, int columns, int from, int to) {
    if (columns == 1 && row) {
      KERNELS.multiplyScalar(x, from, y[0], dst, from, to - from);
    } else if (columns == 1) {
      KERNELS.multiply(x, from, y, from, dst, from, to - from);
    } else if (row) {
      for (int i = from; i < to; i++) {
        KERNELS.multiply(x, i * columns, y, 0, dst, i * columns, columns);
      }
    } else {
      for (int i = from; i < to; i++) {
        KERNELS.multiplyScalar(x, i * columns, y[i], dst, i * columns, columns);
      }
    }
  }

  /** dst = x, repeated along the dimensions in which it has 1. */
  public static void broadcast(float[] x, Shape xShape, float[] dst, Shape shape) {
    int columns = shape.columns();
    if (xShape.size() == shape.size()) {
      System.arraycopy(x, 0, dst, 0, shape.size());
    } else if (xShape.size() == 1) {
      Arrays.fill(dst, 0, shape.size(), x[0]);
    } else {
      for (int i = 0; i < shape.rows(); i++) {
        if (xShape.rows() == 1) {
          System.arraycopy(x, 0, dst, i * columns, columns);
        } else {
          Arrays.fill(dst, i * columns, (i + 1) * columns, x[i]);
        }
      }
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
