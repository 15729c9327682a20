package samegrad.plain;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix-product kernel for {@code double[]} with the Vector API. Loaded only where the module
 * {@code jdk.incubator.vector} is there.
 *
 * <p>A tile is two vectors wide and as high as registers allow: 8 rows where there are 32 vector
 * registers (AVX-512, NEON), 6 where there are 16 (AVX2). Its accumulators are local variables, one
 * for each vector, because the compiler keeps only those in registers; hence a method for each
 * height.
 */
final class VectorDoubleMatmul implements MatmulKernel<double[]> {
  private static final VectorSpecies<Double> SPECIES = Species.doubles();
  private static final int LANES = SPECIES.length();
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
      scalar.pack(source, offset, laneStride, depthStride, lanes, depth, panel, panelOffset, width);
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
      scalar.pack(
          source,
          offset + whole,
          laneStride,
          1,
          8,
          depth - whole,
          panel,
          panelOffset + 8 * whole,
          8);
      return;
    }
    int l = 0;
    for (; l + LANES <= lanes; l += LANES) {
      int from = offset + l * laneStride;
      int whole =
          VectorDoublePacking.transposableDepth(
              source.length, from + (LANES - 1) * laneStride, depth);
      VectorDoublePacking.transpose(source, from, laneStride, whole, panel, panelOffset + l, width);
      scalar.pack(
          source,
          from + whole,
          laneStride,
          1,
          LANES,
          depth - whole,
          panel,
          panelOffset + whole * width + l,
          width);
    }
    scalar.pack(
        source,
        offset + l * laneStride,
        laneStride,
        1,
        lanes - l,
        depth,
        panel,
        panelOffset + l,
        width);
  }

  @Override
  public void clear(double[] c, int offset, int length) {
    Arrays.fill(c, offset, offset + length, 0);
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
      int bStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    switch (rows) {
      case 8 -> tile8(depth, a, aOffset, b, bOffset, bStride, c, cOffset, cStride, accumulate);
      case 6 -> tile6(depth, a, aOffset, b, bOffset, bStride, c, cOffset, cStride, accumulate);
      case 4 -> tile4(depth, a, aOffset, b, bOffset, bStride, c, cOffset, cStride, accumulate);
      case 2 -> tile2(depth, a, aOffset, b, bOffset, bStride, c, cOffset, cStride, accumulate);
      default -> tile1(depth, a, aOffset, b, bOffset, bStride, c, cOffset, accumulate);
    }
  }

  private static void tile8(
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int row1 = cOffset + cStride;
    int row2 = cOffset + 2 * cStride;
    int row3 = cOffset + 3 * cStride;
    int row4 = cOffset + 4 * cStride;
    int row5 = cOffset + 5 * cStride;
    int row6 = cOffset + 6 * cStride;
    int row7 = cOffset + 7 * cStride;
    DoubleVector c0a = DoubleVector.zero(SPECIES);
    DoubleVector c0b = DoubleVector.zero(SPECIES);
    DoubleVector c1a = DoubleVector.zero(SPECIES);
    DoubleVector c1b = DoubleVector.zero(SPECIES);
    DoubleVector c2a = DoubleVector.zero(SPECIES);
    DoubleVector c2b = DoubleVector.zero(SPECIES);
    DoubleVector c3a = DoubleVector.zero(SPECIES);
    DoubleVector c3b = DoubleVector.zero(SPECIES);
    DoubleVector c4a = DoubleVector.zero(SPECIES);
    DoubleVector c4b = DoubleVector.zero(SPECIES);
    DoubleVector c5a = DoubleVector.zero(SPECIES);
    DoubleVector c5b = DoubleVector.zero(SPECIES);
    DoubleVector c6a = DoubleVector.zero(SPECIES);
    DoubleVector c6b = DoubleVector.zero(SPECIES);
    DoubleVector c7a = DoubleVector.zero(SPECIES);
    DoubleVector c7b = DoubleVector.zero(SPECIES);
    if (accumulate) {
      c0a = DoubleVector.fromArray(SPECIES, c, cOffset);
      c0b = DoubleVector.fromArray(SPECIES, c, cOffset + LANES);
      c1a = DoubleVector.fromArray(SPECIES, c, row1);
      c1b = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
      c2a = DoubleVector.fromArray(SPECIES, c, row2);
      c2b = DoubleVector.fromArray(SPECIES, c, row2 + LANES);
      c3a = DoubleVector.fromArray(SPECIES, c, row3);
      c3b = DoubleVector.fromArray(SPECIES, c, row3 + LANES);
      c4a = DoubleVector.fromArray(SPECIES, c, row4);
      c4b = DoubleVector.fromArray(SPECIES, c, row4 + LANES);
      c5a = DoubleVector.fromArray(SPECIES, c, row5);
      c5b = DoubleVector.fromArray(SPECIES, c, row5 + LANES);
      c6a = DoubleVector.fromArray(SPECIES, c, row6);
      c6b = DoubleVector.fromArray(SPECIES, c, row6 + LANES);
      c7a = DoubleVector.fromArray(SPECIES, c, row7);
      c7b = DoubleVector.fromArray(SPECIES, c, row7 + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * bStride;
      DoubleVector ba = DoubleVector.fromArray(SPECIES, b, bRow);
      DoubleVector bb = DoubleVector.fromArray(SPECIES, b, bRow + LANES);
      int aColumn = aOffset + p * 8;
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aColumn]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aColumn + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[aColumn + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[aColumn + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[aColumn + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[aColumn + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      DoubleVector a6 = DoubleVector.broadcast(SPECIES, a[aColumn + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      DoubleVector a7 = DoubleVector.broadcast(SPECIES, a[aColumn + 7]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
    }
    c0a.intoArray(c, cOffset);
    c0b.intoArray(c, cOffset + LANES);
    c1a.intoArray(c, row1);
    c1b.intoArray(c, row1 + LANES);
    c2a.intoArray(c, row2);
    c2b.intoArray(c, row2 + LANES);
    c3a.intoArray(c, row3);
    c3b.intoArray(c, row3 + LANES);
    c4a.intoArray(c, row4);
    c4b.intoArray(c, row4 + LANES);
    c5a.intoArray(c, row5);
    c5b.intoArray(c, row5 + LANES);
    c6a.intoArray(c, row6);
    c6b.intoArray(c, row6 + LANES);
    c7a.intoArray(c, row7);
    c7b.intoArray(c, row7 + LANES);
  }

  private static void tile6(
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int row1 = cOffset + cStride;
    int row2 = cOffset + 2 * cStride;
    int row3 = cOffset + 3 * cStride;
    int row4 = cOffset + 4 * cStride;
    int row5 = cOffset + 5 * cStride;
    DoubleVector c0a = DoubleVector.zero(SPECIES);
    DoubleVector c0b = DoubleVector.zero(SPECIES);
    DoubleVector c1a = DoubleVector.zero(SPECIES);
    DoubleVector c1b = DoubleVector.zero(SPECIES);
    DoubleVector c2a = DoubleVector.zero(SPECIES);
    DoubleVector c2b = DoubleVector.zero(SPECIES);
    DoubleVector c3a = DoubleVector.zero(SPECIES);
    DoubleVector c3b = DoubleVector.zero(SPECIES);
    DoubleVector c4a = DoubleVector.zero(SPECIES);
    DoubleVector c4b = DoubleVector.zero(SPECIES);
    DoubleVector c5a = DoubleVector.zero(SPECIES);
    DoubleVector c5b = DoubleVector.zero(SPECIES);
    if (accumulate) {
      c0a = DoubleVector.fromArray(SPECIES, c, cOffset);
      c0b = DoubleVector.fromArray(SPECIES, c, cOffset + LANES);
      c1a = DoubleVector.fromArray(SPECIES, c, row1);
      c1b = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
      c2a = DoubleVector.fromArray(SPECIES, c, row2);
      c2b = DoubleVector.fromArray(SPECIES, c, row2 + LANES);
      c3a = DoubleVector.fromArray(SPECIES, c, row3);
      c3b = DoubleVector.fromArray(SPECIES, c, row3 + LANES);
      c4a = DoubleVector.fromArray(SPECIES, c, row4);
      c4b = DoubleVector.fromArray(SPECIES, c, row4 + LANES);
      c5a = DoubleVector.fromArray(SPECIES, c, row5);
      c5b = DoubleVector.fromArray(SPECIES, c, row5 + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * bStride;
      DoubleVector ba = DoubleVector.fromArray(SPECIES, b, bRow);
      DoubleVector bb = DoubleVector.fromArray(SPECIES, b, bRow + LANES);
      int aColumn = aOffset + p * 6;
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aColumn]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aColumn + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[aColumn + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[aColumn + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      DoubleVector a4 = DoubleVector.broadcast(SPECIES, a[aColumn + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      DoubleVector a5 = DoubleVector.broadcast(SPECIES, a[aColumn + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
    }
    c0a.intoArray(c, cOffset);
    c0b.intoArray(c, cOffset + LANES);
    c1a.intoArray(c, row1);
    c1b.intoArray(c, row1 + LANES);
    c2a.intoArray(c, row2);
    c2b.intoArray(c, row2 + LANES);
    c3a.intoArray(c, row3);
    c3b.intoArray(c, row3 + LANES);
    c4a.intoArray(c, row4);
    c4b.intoArray(c, row4 + LANES);
    c5a.intoArray(c, row5);
    c5b.intoArray(c, row5 + LANES);
  }

  private static void tile4(
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int row1 = cOffset + cStride;
    int row2 = cOffset + 2 * cStride;
    int row3 = cOffset + 3 * cStride;
    DoubleVector c0a = DoubleVector.zero(SPECIES);
    DoubleVector c0b = DoubleVector.zero(SPECIES);
    DoubleVector c1a = DoubleVector.zero(SPECIES);
    DoubleVector c1b = DoubleVector.zero(SPECIES);
    DoubleVector c2a = DoubleVector.zero(SPECIES);
    DoubleVector c2b = DoubleVector.zero(SPECIES);
    DoubleVector c3a = DoubleVector.zero(SPECIES);
    DoubleVector c3b = DoubleVector.zero(SPECIES);
    if (accumulate) {
      c0a = DoubleVector.fromArray(SPECIES, c, cOffset);
      c0b = DoubleVector.fromArray(SPECIES, c, cOffset + LANES);
      c1a = DoubleVector.fromArray(SPECIES, c, row1);
      c1b = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
      c2a = DoubleVector.fromArray(SPECIES, c, row2);
      c2b = DoubleVector.fromArray(SPECIES, c, row2 + LANES);
      c3a = DoubleVector.fromArray(SPECIES, c, row3);
      c3b = DoubleVector.fromArray(SPECIES, c, row3 + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * bStride;
      DoubleVector ba = DoubleVector.fromArray(SPECIES, b, bRow);
      DoubleVector bb = DoubleVector.fromArray(SPECIES, b, bRow + LANES);
      int aColumn = aOffset + p * 4;
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aColumn]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aColumn + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      DoubleVector a2 = DoubleVector.broadcast(SPECIES, a[aColumn + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      DoubleVector a3 = DoubleVector.broadcast(SPECIES, a[aColumn + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
    }
    c0a.intoArray(c, cOffset);
    c0b.intoArray(c, cOffset + LANES);
    c1a.intoArray(c, row1);
    c1b.intoArray(c, row1 + LANES);
    c2a.intoArray(c, row2);
    c2b.intoArray(c, row2 + LANES);
    c3a.intoArray(c, row3);
    c3b.intoArray(c, row3 + LANES);
  }

  private static void tile2(
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int row1 = cOffset + cStride;
    DoubleVector c0a = DoubleVector.zero(SPECIES);
    DoubleVector c0b = DoubleVector.zero(SPECIES);
    DoubleVector c1a = DoubleVector.zero(SPECIES);
    DoubleVector c1b = DoubleVector.zero(SPECIES);
    if (accumulate) {
      c0a = DoubleVector.fromArray(SPECIES, c, cOffset);
      c0b = DoubleVector.fromArray(SPECIES, c, cOffset + LANES);
      c1a = DoubleVector.fromArray(SPECIES, c, row1);
      c1b = DoubleVector.fromArray(SPECIES, c, row1 + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * bStride;
      DoubleVector ba = DoubleVector.fromArray(SPECIES, b, bRow);
      DoubleVector bb = DoubleVector.fromArray(SPECIES, b, bRow + LANES);
      int aColumn = aOffset + p * 2;
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aColumn]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      DoubleVector a1 = DoubleVector.broadcast(SPECIES, a[aColumn + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
    }
    c0a.intoArray(c, cOffset);
    c0b.intoArray(c, cOffset + LANES);
    c1a.intoArray(c, row1);
    c1b.intoArray(c, row1 + LANES);
  }

  private static void tile1(
      int depth,
      double[] a,
      int aOffset,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset,
      boolean accumulate) {
    DoubleVector c0a = DoubleVector.zero(SPECIES);
    DoubleVector c0b = DoubleVector.zero(SPECIES);
    if (accumulate) {
      c0a = DoubleVector.fromArray(SPECIES, c, cOffset);
      c0b = DoubleVector.fromArray(SPECIES, c, cOffset + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * bStride;
      DoubleVector ba = DoubleVector.fromArray(SPECIES, b, bRow);
      DoubleVector bb = DoubleVector.fromArray(SPECIES, b, bRow + LANES);
      DoubleVector a0 = DoubleVector.broadcast(SPECIES, a[aOffset + p]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
    }
    c0a.intoArray(c, cOffset);
    c0b.intoArray(c, cOffset + LANES);
  }
}
