package samegrad.plain;

import samegrad.tensor.UnaryFunction;

/**
 * The float64 inner loops, over slices of contiguous arrays.
 *
 * <p>Each method works on {@code length} elements of each array from the given index on. {@code
 * dst} may be one of the sources at the same index; other overlap is undefined. Nothing is checked
 * here beyond what Java checks. Both implementations give the same bits for every input, NaN being
 * equal to NaN whatever its payload.
 */
interface DoubleKernels {
  /** dst = f(x), at most 1 ulp from the exact value; σ is that of {@link DoubleSigmoid}. */
  void map(UnaryFunction f, double[] x, int xFrom, double[] dst, int dstFrom, int length);

  /** dst = g·(a·(1 − a)) with t = 1 − a, s = a·t, g·s each rounded; a is σ's result. */
  void sigmoidGradient(
      double[] g, int gFrom, double[] a, int aFrom, double[] dst, int dstFrom, int length);

  /** dst = x + y. */
  void add(double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length);

  /** dst = x − y. */
  void subtract(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length);

  /** dst = x·y. */
  void multiply(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length);

  /** dst = x + y for a scalar y; x − y is the sum with −y, to the bit. */
  void addScalar(double[] x, int xFrom, double y, double[] dst, int dstFrom, int length);

  /** dst = y − x for a scalar y. */
  void subtractFromScalar(double y, double[] x, int xFrom, double[] dst, int dstFrom, int length);

  /** dst = x·y for a scalar y. */
  void multiplyScalar(double[] x, int xFrom, double y, double[] dst, int dstFrom, int length);

  /**
   * The sum of one block in the order {@link DoubleReductions#sum} defines: {@link #SUM_LANES}
   * interleaved chains, their tree, then the rest.
   */
  double sumBlock(double[] x, int xFrom, int length);

  /**
   * dst[j] = (…((dst[j] + x[xFrom + j]) + x[xFrom + stride + j]) + …) over {@code rows} rows: one
   * ascending chain for each of the {@code length} columns.
   */
  void accumulateRows(
      double[] x, int xFrom, int stride, int rows, double[] dst, int dstFrom, int length);

  /** How many partial sums run side by side within a block, at every vector width. */
  int SUM_LANES = 32;
}
