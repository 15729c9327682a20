package samegrad.plain.matmul;

import java.util.Arrays;

/**
 * The matrix-product kernel for {@code float[]} without the Vector API: the scalar twin of {@code
 * FloatVectorMatmul}, and what that one uses where vectors do not pay.
 *
 * <p>{@link Math#fma(float, float, float)} is one instruction where the processor has one and the
 * compiler knows it; elsewhere it goes through {@code BigDecimal}, right but slow.
 */
final class FloatScalarMatmul implements MatmulKernel<float[]> {
  private static final int TILE_COLUMNS = 4;

  @Override
  public int tileColumns() {
    return TILE_COLUMNS;
  }

  @Override
  public int tileRows(int remaining) {
    return remaining >= 4 ? 4 : 1;
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
    FloatScalarPacking.pack(
        source, offset, laneStride, depthStride, lanes, depth, panel, panelOffset, width);
  }

  @Override
  public void clear(float[] c, int offset, int length) {
    Arrays.fill(c, offset, offset + length, 0);
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
    for (int p = 0; p < depth; p++) {
      for (int i = 0; i < rows; i++) {
        float factor = a[aOffset + i * aRowStride + p * aColumnStride];
        int bRow = bOffset + p * bRowStride;
        int cRow = cOffset + i * cRowStride;
        for (int j = 0; j < columns; j++) {
          c[cRow + j] = Math.fma(factor, b[bRow + j], c[cRow + j]);
        }
      }
    }
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
    int j = 0;
    for (; j + 8 <= columns; j += 8) {
      dots8(
          depth,
          a,
          aOffset,
          aStride,
          b,
          bOffset + j * bColumnStride,
          bColumnStride,
          c,
          cOffset + j);
    }
    for (; j < columns; j++) {
      int column = bOffset + j * bColumnStride;
      float s = 0;
      for (int p = 0; p < depth; p++) {
        s = Math.fma(a[aOffset + p * aStride], b[column + p], s);
      }
      c[cOffset + j] = s;
    }
  }

  /** Eight chains at once: each waits for itself, so fewer would leave the multipliers idle. */
  private static void dots8(
      int depth,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int b0,
      int bColumnStride,
      float[] c,
      int cOffset) {
    int b1 = b0 + bColumnStride;
    int b2 = b1 + bColumnStride;
    int b3 = b2 + bColumnStride;
    int b4 = b3 + bColumnStride;
    int b5 = b4 + bColumnStride;
    int b6 = b5 + bColumnStride;
    int b7 = b6 + bColumnStride;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int p = 0; p < depth; p++) {
      float x = a[aOffset + p * aStride];
      s0 = Math.fma(x, b[b0 + p], s0);
      s1 = Math.fma(x, b[b1 + p], s1);
      s2 = Math.fma(x, b[b2 + p], s2);
      s3 = Math.fma(x, b[b3 + p], s3);
      s4 = Math.fma(x, b[b4 + p], s4);
      s5 = Math.fma(x, b[b5 + p], s5);
      s6 = Math.fma(x, b[b6 + p], s6);
      s7 = Math.fma(x, b[b7 + p], s7);
    }
    c[cOffset] = s0;
    c[cOffset + 1] = s1;
    c[cOffset + 2] = s2;
    c[cOffset + 3] = s3;
    c[cOffset + 4] = s4;
    c[cOffset + 5] = s5;
    c[cOffset + 6] = s6;
    c[cOffset + 7] = s7;
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
    if (rows == 4) {
      FloatScalarTiles.block4x4(
          depth, a, aOffset, 1, 4, b, bOffset, TILE_COLUMNS, 1, c, cOffset, cStride, accumulate);
    } else {
      FloatScalarTiles.block1x4(
          depth, a, aOffset, 1, b, bOffset, TILE_COLUMNS, 1, c, cOffset, accumulate);
    }
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
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      int aRow = i * aRowStride;
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        FloatScalarTiles.block4x4(
            k,
            a,
            aRow,
            aRowStride,
            aColumnStride,
            b,
            j * bColumnStride,
            bRowStride,
            bColumnStride,
            c,
            i * n + j,
            n,
            false);
      }
      for (; j < n; j++) {
        FloatScalarTiles.block4x1(
            k,
            a,
            aRow,
            aRowStride,
            aColumnStride,
            b,
            j * bColumnStride,
            bRowStride,
            c,
            i * n + j,
            n);
      }
    }
    for (; i < m; i++) {
      int aRow = i * aRowStride;
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        FloatScalarTiles.block1x4(
            k,
            a,
            aRow,
            aColumnStride,
            b,
            j * bColumnStride,
            bRowStride,
            bColumnStride,
            c,
            i * n + j,
            false);
      }
      for (; j < n; j++) {
        float s = 0;
        for (int p = 0; p < k; p++) {
          s = Math.fma(a[aRow + p * aColumnStride], b[p * bRowStride + j * bColumnStride], s);
        }
        c[i * n + j] = s;
      }
    }
  }
}
