package samegrad.plain.matmul;

import samegrad.plain.kernel.Species;
import samegrad.plain.kernel.VectorWidth;

/**
 * The matrix-product kernel for {@code float[]} with the Vector API. Loaded only where the module
 * {@code jdk.incubator.vector} is there.
 */
final class FloatVectorMatmulKernel extends FloatMatmulKernel {
  private static final int LANES = Species.floats().length();

  /**
   * The height of a tile that is two vectors wide: with AVX2's 16 registers, 6 rows need 12
   * accumulators, 2 registers for B and 1 for A; AVX-512 and NEON have 32.
   */
  private static final int TILE_ROWS = VectorWidth.bits() == 256 ? 6 : 8;

  @Override
  public int tileColumns() {
    return 2 * LANES;
  }

  @Override
  public int tileRows(int remaining) {
    return remaining >= TILE_ROWS ? TILE_ROWS : remaining >= 4 ? 4 : remaining >= 2 ? 2 : 1;
  }

  @Override
  public void pack(
      View<float[]> source,
      int row,
      int lanes,
      int column,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    float[] array = source.array;
    int offset = source.at(row, column);
    int stride = source.columnStride;
    if (source.rowStride == 1 && lanes == width && (width == 2 * LANES || width < LANES)) {
      FloatVectorPacking.copy(array, offset, stride, depth, panel, panelOffset, width);
    } else if (stride == 1 && FloatVectorPacking.canTranspose()) {
      FloatVectorPacking.interleave(
          array, offset, source.rowStride, lanes, depth, panel, panelOffset, width);
    } else {
      super.pack(source, row, lanes, column, depth, panel, panelOffset, width);
    }
  }

  @Override
  public void tile(
      int rows,
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    switch (rows) {
      case 8 ->
          FloatVectorTile8.multiply(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 6 ->
          FloatVectorTile6.multiply(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 4 ->
          FloatVectorTile4.multiply(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 2 ->
          FloatVectorTile2.multiply(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      default ->
          FloatVectorTile1.multiply(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
    }
  }

  @Override
  public void rows(
      int rows, int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    FloatVectorRows.multiply(rows, from, to, depth, a, b, c);
  }

  @Override
  public void dots(int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    int done = FloatVectorDots.multiply(from, to, depth, a, b, c);
    super.dots(done, to, depth, a, b, c);
  }
}
