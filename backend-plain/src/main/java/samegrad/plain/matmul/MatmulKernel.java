package samegrad.plain.matmul;

import samegrad.plain.kernel.VectorWidth;

/**
 * What {@link Matmul} needs from one element type on one kind of hardware: the inner loops.
 *
 * <p>Every kernel computes an element of a product as the same chain of fused multiply-adds, {@code
 * s = +0; for p = 0, …, k − 1: s = fma(a[i][p], b[p][j], s)}, so all kernels of a type return the
 * same bits. Kernels check no argument.
 *
 * <p>In a {@link View}, the right operand is transposed: its rows are the columns of B. So chains
 * run along the rows of both operands.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
interface MatmulKernel<T> {
  /** The kernel of this JVM for {@code float[]}. */
  static MatmulKernel<float[]> floats() {
    return VectorWidth.bits() == 0 ? new FloatMatmulKernel() : new FloatVectorMatmulKernel();
  }

  /** The kernel of this JVM for {@code double[]}. */
  static MatmulKernel<double[]> doubles() {
    return VectorWidth.bits() == 0 ? new DoubleMatmulKernel() : new DoubleVectorMatmulKernel();
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
   * Copies {@code lanes} rows of {@code depth} elements, from (row, column) of the source on, into
   * a panel where they lie side by side: {@code panel[panelOffset + p·width + l]} becomes element
   * (row + l, column + p). Lanes from {@code lanes} up to {@code width} become zero. One of the
   * strides of the source is 1.
   */
  void pack(
      View<T> source,
      int row,
      int lanes,
      int column,
      int depth,
      T panel,
      int panelOffset,
      int width);

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
   * The columns [from, to) of a product of few rows, in strips of some rows of B, which are read
   * once and as they lie: {@code c += a·b}, the chains going on from what {@code c} holds. The
   * columns of B are 1 apart.
   */
  void rows(int rows, int from, int to, int depth, View<T> a, View<T> b, View<T> c);

  /**
   * The columns [from, to) of a product of one row, where the elements of a column of B lie side by
   * side.
   */
  void dots(int from, int to, int depth, View<T> a, View<T> b, View<T> c);

  /** Sets {@code length} elements from {@code offset} on to +0. */
  void clear(T c, int offset, int length);

  /**
   * A whole product, straight from the operands as {@link Matmul#multiply} has them: for products
   * so small that packing costs more than it saves.
   */
  void direct(boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T c);
}
