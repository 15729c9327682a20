package samegrad.plain;

import java.util.Arrays;

/**
 * The matrix-product kernel for {@code double[]} with the Vector API. Loaded only where the module
 * {@code jdk.incubator.vector} is there.
 *
 * <p>A tile is two vectors wide and as high as registers allow: 8 rows where there are 32 vector
 * registers (AVX-512, NEON), 6 where there are 16 (AVX2); see {@link VectorDoubleTiles}.
 */
final class VectorDoubleMatmul implements MatmulKernel<double[]> {
  private static final int LANES = Species.doubles().length();
  private static final int TILE_ROWS = Species.tileRows();

  private final ScalarDoubleMatmul scalar = new ScalarDoubleMatmul();

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
    return Double.BYTES;
  }

  @Override
  public double[] allocate(int length) {
    return new double[length];
  }

  @Override
  public void pack(
      double[] source,
      int offset,
      int laneStride,
      int depthStride,
      int lanes,
      int depth,
      double[] panel,
      int panelOffset,
      int width) {
    if (laneStride == 1 && lanes == width && (width == 2 * LANES || width < LANES)) {
      VectorDoublePacking.copy(source, offset, depthStride, depth, panel, panelOffset, width);
    } else if (depthStride == 1 && VectorDoublePacking.canTranspose()) {
      packTransposed(source, offset, laneStride, lanes, depth, panel, panelOffset, width);
    } else {
      ScalarDoublePacking.pack(
          source, offset, laneStride, depthStride, lanes, depth, panel, panelOffset, width);
    }
  }

  private void packTransposed(
      double[] source,
      int offset,
      int laneStride,
      int lanes,
      int depth,
      double[] panel,
      int panelOffset,
      int width) {
    if (lanes == 8 && width == 8) {
      int whole = depth / LANES * LANES;
      VectorDoublePacking.transpose8(source, offset, laneStride, whole, panel, panelOffset);
      ScalarDoublePacking.interleave(
          source, offset + whole, laneStride, 8, depth - whole, panel, panelOffset + 8 * whole, 8);
      return;
    }
    int l = 0;
    for (; l + LANES <= lanes; l += LANES) {
      int from = offset + l * laneStride;
      int whole =
          VectorDoublePacking.transposableDepth(
              source.length, from + (LANES - 1) * laneStride, depth);
      VectorDoublePacking.transpose(source, from, laneStride, whole, panel, panelOffset + l, width);
      ScalarDoublePacking.interleave(
          source,
          from + whole,
          laneStride,
          LANES,
          depth - whole,
          panel,
          panelOffset + whole * width + l,
          width);
    }
    ScalarDoublePacking.interleave(
        source,
        offset + l * laneStride,
        laneStride,
        lanes - l,
        depth,
        panel,
        panelOffset + l,
        width);
    ScalarDoublePacking.pad(lanes, depth, panel, panelOffset, width);
  }

  @Override
  public void clear(double[] c, int offset, int length) {
    Arrays.fill(c, offset, offset + length, 0);
  }

  @Override
  public void dots(
      int columns,
      int depth,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bColumnStride,
      double[] c,
      int cOffset) {
    scalar.dots(columns, depth, a, aOffset, aStride, b, bOffset, bColumnStride, c, cOffset);
  }

  @Override
  public void rows(
      int rows,
      int columns,
      int depth,
      double[] a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      double[] b,
      int bOffset,
      int bRowStride,
      double[] c,
      int cOffset,
      int cRowStride) {
    VectorDoubleRows.multiply(
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
      double[] a,
      int aRowStride,
      int aColumnStride,
      double[] b,
      int bRowStride,
      int bColumnStride,
      double[] c) {
    scalar.direct(m, n, k, a, aRowStride, aColumnStride, b, bRowStride, bColumnStride, c);
  }

  @Override
  public void tile(
      int rows,
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    switch (rows) {
      case 8 ->
          VectorDoubleTiles.tile8(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 6 ->
          VectorDoubleTiles.tile6(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 4 ->
          VectorDoubleTiles.tile4(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      case 2 ->
          VectorDoubleTiles.tile2(depth, a, aOffset, b, bOffset, c, cOffset, cStride, accumulate);
      default -> VectorDoubleTiles.tile1(depth, a, aOffset, b, bOffset, c, cOffset, accumulate);
    }
  }
}
