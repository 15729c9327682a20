package samegrad.plain.kernel;

/**
 * The float32 inner loops, over slices of contiguous arrays.
 *
 * <p>Each method works on {@code length} elements of each array from the given index on. {@code
 * dst} may be one of the sources at the same index; other overlap is undefined. Nothing is checked
 * here beyond what Java checks. Both implementations give the same bits for every input, NaN being
 * equal to NaN whatever its payload.
 */
public interface FloatKernels {
  /**
   * dst = σ(x), at most 1 ulp from the exact value; the operations are those of {@link
   * FloatSigmoid}.
   */
  void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length);

  /** dst = g·(a·(1 − a)) with t = 1 − a, s = a·t, g·s each rounded; a is σ's result. */
  void sigmoidGradient(
      float[] g, int gFrom, float[] a, int aFrom, float[] dst, int dstFrom, int length);

  /** dst = x + y. */
  void add(float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length);

  /** dst = x − y. */
  void subtract(float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length);

  /** dst = x·y. */
  void multiply(float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length);

  /** dst = x + y for a scalar y; x − y is the sum with −y, to the bit. */
  void addScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length);

  /** dst = y − x for a scalar y. */
  void subtractFromScalar(float y, float[] x, int xFrom, float[] dst, int dstFrom, int length);

  /** dst = x·y for a scalar y. */
  void multiplyScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length);

  /**
   * The sum of one block in the order {@link FloatReductions#sum} defines: {@link #SUM_LANES}
   * interleaved chains, their tree, then the rest.
   */
  float sumBlock(float[] x, int xFrom, int length);

  /**
   * dst[j] = (…((dst[j] + x[xFrom + j]) + x[xFrom + stride + j]) + …) over {@code rows} rows: one
   * ascending chain for each of the {@code length} columns.
   */
  void accumulateRows(
      float[] x, int xFrom, int stride, int rows, float[] dst, int dstFrom, int length);

  /** How many partial sums run side by side within a block, at every vector width. */
  int SUM_LANES = 32;
}
