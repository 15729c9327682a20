package samegrad.plain.kernel;

import java.util.Arrays;

/**
 * Sums of float32 arrays in an order that depends on the shape alone.
 *
 * <p>So the bits are the same at every vector width and with any number of threads. NaN and ∞
 * propagate; a sum of nothing is +0, and so is a sum of −0s.
 */
public final class FloatReductions {
  /** How many elements are summed by {@link FloatKernels#sumBlock} before blocks are paired. */
  static final int SUM_BLOCK = 4096;

  private FloatReductions() {}

  /**
   * The sum of x[from] … x[to − 1].
   *
   * <p>Cut into blocks of {@link #SUM_BLOCK} elements, the last one possibly shorter. Within a
   * block of n elements from b on, lane l = 0 … 31 is the ascending chain 0 + x[b + l] + x[b + l +
   * 32] + … over the ⌊n/32⌋ full rows of 32; the lanes are added as a binary tree of neighbours, (0
   * + 1) + (2 + 3), …; the n mod 32 elements left over are added to that one by one, ascending. The
   * sums of blocks are added as a binary tree whose left half holds the largest power of two of
   * blocks that is less than their number, so that halves may be given to different threads
   * (pairwise summation: Higham, <i>Accuracy and Stability of Numerical Algorithms</i>, 2nd ed.,
   * §4.1). With h = ⌈log₂ blocks⌉ the error is at most γ(163 + h)·Σ|xᵢ|.
   */
  public static float sum(float[] x, int from, int to) {
    int length = to - from;
    if (length <= SUM_BLOCK) {
      return Kernels.FLOAT.sumBlock(x, from, length);
    }
    int middle = from + leftHalf(length);
    return sum(x, from, middle) + sum(x, middle, to);
  }

  /** How many of {@code length} elements, more than one block, {@link #sum}'s left half holds. */
  static int leftHalf(int length) {
    int blocks = (length - 1) / SUM_BLOCK + 1;
    return Integer.highestOneBit(blocks - 1) * SUM_BLOCK;
  }

  /**
   * dst[i] = x[i] − m − log Σ exp(x[i] − m) with m the largest of row i, for the rows [from, to) of
   * {@code columns}: in float64 and by StrictMath, whose bits are the same on every JVM.
   */
  public static void logSoftmax(float[] x, int columns, float[] dst, int from, int to) {
    for (int first = from * columns; first < to * columns; first += columns) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = first; k < first + columns; k++) {
        largest = Math.max(largest, x[k]);
      }
      double sum = 0;
      for (int k = first; k < first + columns; k++) {
        sum += StrictMath.exp(x[k] - largest);
      }
      double log = StrictMath.log(sum);
      for (int k = first; k < first + columns; k++) {
        dst[k] = (float) ((x[k] - largest) - log);
      }
    }
  }

  /**
   * Sums over rows: dst[j] = 0 + x[0][j] + x[1][j] + …, ascending, for the columns [from, to) of x,
   * an array of {@code rows}×{@code columns}.
   */
  public static void sumRows(float[] x, int rows, int columns, float[] dst, int from, int to) {
    Arrays.fill(dst, from, to, 0);
    Kernels.FLOAT.accumulateRows(x, from, columns, rows, dst, from, to - from);
  }

  /**
   * Sums over columns: dst[i] = {@link #sum} of row i of x, an array of any number of rows of
   * {@code columns}, for the rows [from, to).
   */
  public static void sumColumns(float[] x, int columns, float[] dst, int from, int to) {
    for (int i = from; i < to; i++) {
      dst[i] = sum(x, i * columns, (i + 1) * columns);
    }
  }
}
