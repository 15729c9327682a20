package samegrad.plain.matmul;

import samegrad.plain.kernel.VectorWidth;

/**
 * What {@link Matmul} needs from one element type on one kind of hardware: the inner loops.
 *
 * <p>Every kernel computes an element of a product as the same chain of fused multiply-adds, {@code
 * s = +0; for p = 0, …, k − 1: s = fma(a[i][p], b[p][j], s)}, so all kernels of a type return the
 * same bits. Kernels check no argument.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
interface MatmulKernel<T> {
  /** The kernel of this JVM for {@code float[]}. */
  static MatmulKernel<float[]> floats() {
    return VectorWidth.bits() == 0 ? new FloatScalarMatmul() : new FloatVectorMatmul();
  }

  /** The kernel of this JVM for {@code double[]}. */
  static MatmulKernel<double[]> doubles() {
    return VectorWidth.bits() == 0 ? new DoubleScalarMatmul() : new DoubleVectorMatmul();
  }

  /** The width n_r of a tile of the product, in elements. */
  int tileColumns();

  /** How many rows the next tile takes where so many remain; never more than remain. */
  int tileRows(int remaining);

  /** The size of an element in bytes. */
  int elementBytes();

  /** A new array of zeros. */
  T allocate(int length);

  /**
   * Copies {@code lanes} vectors of {@code depth} elements into a panel where they lie side by
   * side: {@code panel[panelOffset + p·width + l] = source[offset + l·laneStride + p·depthStride]}.
   * Lanes from {@code lanes} up to {@code width} become zero. One of the strides is 1.
   */
  void pack(
      T source,
      int offset,
      int laneStride,
      int depthStride,
      int lanes,
      int depth,
      T panel,
      int panelOffset,
      int width);

  /**
   * A product of few rows, in strips of some rows of B, which are read once and as they lie: {@code
   * c += a·b}, the chains going on from what {@code c} holds. The columns of B are 1 apart.
   */
  void rows(
      int rows,
      int columns,
      int depth,
      T a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      T b,
      int bOffset,
      int bRowStride,
      T c,
      int cOffset,
      int cRowStride);

  /**
   * One row of a product whose right operand has its columns {@code bColumnStride} apart and their
   * elements side by side: {@code c[cOffset + j]} becomes the chain over {@code a[aOffset +
   * p·aStride]} and {@code b[bOffset + j·bColumnStride + p]}.
   */
  void dots(
      int columns,
      int depth,
      T a,
      int aOffset,
      int aStride,
      T b,
      int bOffset,
      int bColumnStride,
      T c,
      int cOffset);

  /** Sets {@code length} elements from {@code offset} on to +0. */
  void clear(T c, int offset, int length);

  /**
   * The micro-kernel: a tile of {@code rows} × {@link #tileColumns()} elements of the product, from
   * {@code a} packed to {@code rows} lanes and {@code b} packed to as many as the tile has columns.
   *
   * @param rows a value that {@link #tileRows} returned
   * @param accumulate whether the chains go on from what {@code c} holds, or begin at +0
   */
  void tile(
      int rows,
      int depth,
      T a,
      int aOffset,
      T b,
      int bOffset,
      T c,
      int cOffset,
      int cStride,
      boolean accumulate);

  /**
   * A whole product, straight from the operands: for products so small that packing costs more than
   * it saves. Element (i, p) of the left operand is {@code a[i·aRowStride + p·aColumnStride]},
   * likewise for the right one; the product is row-major and dense.
   */
  void direct(
      int m,
      int n,
      int k,
      T a,
      int aRowStride,
      int aColumnStride,
      T b,
      int bRowStride,
      int bColumnStride,
      T c);
}
