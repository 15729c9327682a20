package samegrad.plain.matmul;

import java.util.Arrays;
import samegrad.plain.kernel.Species;

/**
 * The matrix-product kernel for {@code float[]} with the Vector API. Loaded only where the module
 * {@code jdk.incubator.vector} is there.
 *
 * <p>A tile is two vectors wide and as high as registers allow: 8 rows where there are 32 vector
 * registers (AVX-512, NEON), 6 where there are 16 (AVX2); see {@link FloatVectorTiles}.
 */
final class FloatVectorMatmul implements MatmulKernel<float[]> {
  private static final int LANES = Species.floats().length();
  private static final int TILE_ROWS = Species.tileRows();

  private final FloatScalarMatmul scalar = new FloatScalarMatmul();

  @Override
  public int tileColumns() {
    return 2 * LANES;
  }

  @Override
  public int tileRows(int remaining) {
    return remaining >= TILE_ROWS ? TILE_ROWS : remaining >= 4 ? 4 : remaining >= 2 ? 2 : 1;
  }

  @Override
  public int elementBytes() {
    return Float.BYTES;
  }

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public void pack(
      float[] source,
      int offset,
      int laneStride,
      int depthStride,
      int lanes,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    if (laneStride == 1 && lanes == width && (width == 2 * LANES || width < LANES)) {
      FloatVectorPacking.copy(source, offset, depthStride, depth, panel, panelOffset, width);
    } else if (depthStride == 1 && FloatVectorPacking.canTranspose()) {
      packTransposed(source, offset, laneStride, lanes, depth, panel, panelOffset, width);
    } else {
      FloatScalarPacking.pack(
          source, offset, laneStride, depthStride, lanes, depth, panel, panelOffset, width);
    }
  }

  private void packTransposed(
      float[] source,
      int offset,
      int laneStride,
      int lanes,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    if (lanes == 8 && width == 8) {
      int whole = depth / LANES * LANES;
      FloatVectorPacking.transpose8(source, offset, laneStride, whole, panel, panelOffset);
      FloatScalarPacking.interleave(
          source, offset + whole, laneStride, 8, depth - whole, panel, panelOffset + 8 * whole, 8);
      return;
    }
    int l = 0;
    for (; l + LANES <= lanes; l += LANES) {
      int from = offset + l * laneStride;
      int whole =
          FloatVectorPacking.transposableDepth(
              source.length, from + (LANES - 1) * laneStride, depth);
      FloatVectorPacking.transpose(source, from, laneStride, whole, panel, panelOffset + l, width);
      FloatScalarPacking.interleave(
          source,
          from + whole,
          laneStride,
          LANES,
          depth - whole,
          panel,
          panelOffset + whole * width + l,
          width);
    }
    FloatScalarPacking.interleave(
        source,
        offset + l * laneStride,
        laneStride,
        lanes - l,
        depth,
        panel,
        panelOffset + l,
        width);
    FloatScalarPacking.pad(lanes, depth, panel, panelOffset, width);
  }

  @Override
  public void clear(float[] c, int offset, int length) {
    Arrays.fill(c, offset, offset + length, 0);
  }

  @Override
  public void dots(
      int columns,
      int depth,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bColumnStride,
      float[] c,
      int cOffset) {
    int j =
        FloatVectorDots.multiply(
            columns, depth, a, aOffset, aStride, b, bOffset, bColumnStride, c, cOffset);
    int column = bOffset + j * bColumnStride;
    scalar.dots(columns - j, depth, a, aOffset, aStride, b, column, bColumnStride, c, cOffset + j);
  }

  @Override
  public void rows(
      int rows,
      int columns,
      int depth,
      float[] a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bOffset,
      int bRowStride,
      float[] c,
      int cOffset,
      int cRowStride) {
    FloatVectorRows.multiply(
        rows,
        columns,
        depth,
        a,
        aOffset,
        aRowStride,
        aColumnStride,
        b,
        bOffset,
        bRowStride,
        c,
        cOffset,
        cRowStride);
  }

  @Override
  public void direct(
      int m,
      int n,
      int k,
      float[] a,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bRowStride,
      int bColumnStride,
      float[] c) {
    scalar.direct(m, n, k, a, aRowStride, aColumnStride, b, bRowStride, bColumnStride, c);
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
          FloatVectorTiles.tile8(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 6 ->
          FloatVectorTiles.tile6(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 4 ->
          FloatVectorTiles.tile4(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 2 ->
          FloatVectorTiles.tile2(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      default -> FloatVectorTiles.tile1(depth, a, aOffset, b, bOffset, c, cOffset, accumulate);
    }
  }
}
