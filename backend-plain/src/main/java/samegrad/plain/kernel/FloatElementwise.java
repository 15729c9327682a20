package samegrad.plain.kernel;

import java.util.Arrays;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * float32 arithmetic with broadcasting, and the fused forms of functions.
 *
 * <p>Matrices are contiguous, row by row. Methods work on the rows or, with an operand y, on the
 * {@linkplain #items items} [from, to), so that callers can share them out among threads. {@code
 * dst} may be the matrix operand itself.
 */
public final class FloatElementwise {
  /** Elements for which two passes still meet in the first-level cache: 3 arrays of 16 KiB. */
  private static final int FUSED_ELEMENTS = 16 * 1024 / Float.BYTES;

  /** One cache line a side, so that each line of a tile is fetched once. */
  private static final int TILE = 64 / Float.BYTES;

  private static final FloatKernels KERNELS = Kernels.FLOAT;

  private FloatElementwise() {}

  /** How many items of an operation with an operand y there are to share out. */
  public static int items(Shape yShape, Shape shape) {
    return Runs.itemsAreElements(yShape, shape) ? shape.size() : shape.rows();
  }

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
      Shape biasShape,
      float[] a,
      Shape shape,
      int from,
      int to) {
    int width = Runs.itemsAreElements(biasShape, shape) ? 1 : shape.columns();
    int atOnce = Math.max(1, FUSED_ELEMENTS / Math.max(1, width));
    for (int first = from; first < to; first += atOnce) {
      int last = Math.min(to, first + atOnce);
      add(z, bias, biasShape, z, shape, first, last);
      KERNELS.map(f, z, first * width, a, first * width, (last - first) * width);
    }
  }

  /** dst = x + y, y being repeated to the shape of x. */
  public static void add(
      float[] x, float[] y, Shape yShape, float[] dst, Shape shape, int from, int to) {
    Runs runs = Runs.of(yShape, shape, from, to);
    int length = runs.length();
    int i = runs.x();
    if (runs.single()) {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.addScalar(x, i, y[runs.y() + run], dst, i, length);
      }
    } else {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.add(x, i, y, runs.y(), dst, i, length);
      }
    }
  }

  /** dst = x − y. */
  public static void subtract(
      float[] x, float[] y, Shape yShape, float[] dst, Shape shape, int from, int to) {
    Runs runs = Runs.of(yShape, shape, from, to);
    int length = runs.length();
    int i = runs.x();
    if (runs.single()) {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.addScalar(x, i, -y[runs.y() + run], dst, i, length);
      }
    } else {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.subtract(x, i, y, runs.y(), dst, i, length);
      }
    }
  }

  /** dst = y − x. */
  public static void subtractFrom(
      float[] x, float[] y, Shape yShape, float[] dst, Shape shape, int from, int to) {
    Runs runs = Runs.of(yShape, shape, from, to);
    int length = runs.length();
    int i = runs.x();
    if (runs.single()) {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.subtractFromScalar(y[runs.y() + run], x, i, dst, i, length);
      }
    } else {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.subtract(y, runs.y(), x, i, dst, i, length);
      }
    }
  }

  /** dst = x·y. */
  public static void multiply(
      float[] x, float[] y, Shape yShape, float[] dst, Shape shape, int from, int to) {
    Runs runs = Runs.of(yShape, shape, from, to);
    int length = runs.length();
    int i = runs.x();
    if (runs.single()) {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.multiplyScalar(x, i, y[runs.y() + run], dst, i, length);
      }
    } else {
      for (int run = 0; run < runs.count(); run++, i += length) {
        KERNELS.multiply(x, i, y, runs.y(), dst, i, length);
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
