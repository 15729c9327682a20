package samegrad.plain.matmul;

import java.util.Arrays;
import samegrad.plain.kernel.Fma;

/**
 * The matrix-product kernel for {@code float[]} without the Vector API: the scalar twin of {@link
 * FloatVectorMatmulKernel}, and what that one does where vectors do not pay.
 */
sealed class FloatMatmulKernel implements MatmulKernel<float[]> permits FloatVectorMatmulKernel {
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
  public final int elementBytes() {
    return Float.BYTES;
  }

  @Override
  public final float[] allocate(int length) {
    return new float[length];
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
    FloatPacking.pack(source, row, lanes, column, depth, panel, panelOffset, width);
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
      FloatTiles.block4x4(
          depth, a, aOffset, 1, 4, b, bOffset, 1, TILE_COLUMNS, c, cOffset, cStride, accumulate);
    } else {
      FloatTiles.chains4(
          depth, a, aOffset, 1, b, bOffset, 1, TILE_COLUMNS, c, cOffset, 1, accumulate);
    }
  }

  @Override
  public void rows(
      int rows, int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    for (int p = 0; p < depth; p++) {
      int bRow = b.at(0, p);
      for (int i = 0; i < rows; i++) {
        float factor = a.array[a.at(i, p)];
        int cRow = c.at(i, 0);
        for (int j = from; j < to; j++) {
          c.array[cRow + j] = Fma.fma(factor, b.array[bRow + j], c.array[cRow + j]);
        }
      }
    }
  }

  @Override
  public void dots(int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    int j = from;
    for (; j + 8 <= to; j += 8) {
      dots8(
          depth,
          a.array,
          a.offset,
          a.columnStride,
          b.array,
          b.at(j, 0),
          b.rowStride,
          c.array,
          c.at(0, j));
    }
    for (; j < to; j++) {
      float s = 0;
      for (int p = 0; p < depth; p++) {
        s = Fma.fma(a.array[a.at(0, p)], b.array[b.at(j, p)], s);
      }
      c.array[c.at(0, j)] = s;
    }
  }

  /** Eight chains at once: each waits for itself, so fewer would leave the multipliers idle. */
  private static void dots8(
      int depth,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int b0,
      int bLane,
      float[] c,
      int cOffset) {
    int b1 = b0 + bLane;
    int b2 = b1 + bLane;
    int b3 = b2 + bLane;
    int b4 = b3 + bLane;
    int b5 = b4 + bLane;
    int b6 = b5 + bLane;
    int b7 = b6 + bLane;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int p = 0; p < depth; p++) {
      float x = a[aOffset + p * aStep];
      s0 = Fma.fma(x, b[b0 + p], s0);
      s1 = Fma.fma(x, b[b1 + p], s1);
      s2 = Fma.fma(x, b[b2 + p], s2);
      s3 = Fma.fma(x, b[b3 + p], s3);
      s4 = Fma.fma(x, b[b4 + p], s4);
      s5 = Fma.fma(x, b[b5 + p], s5);
      s6 = Fma.fma(x, b[b6 + p], s6);
      s7 = Fma.fma(x, b[b7 + p], s7);
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
  public final void clear(float[] c, int offset, int length) {
    Arrays.fill(c, offset, offset + length, 0);
  }

  @Override
  public final void direct(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float[] c) {
    int aLane = transposeA ? 1 : k;
    int aStep = transposeA ? m : 1;
    int bLane = transposeB ? k : 1;
    int bStep = transposeB ? 1 : n;
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      int row = i * aLane;
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        FloatTiles.block4x4(
            k, a, row, aLane, aStep, b, j * bLane, bLane, bStep, c, i * n + j, n, false);
      }
      for (; j < n; j++) {
        FloatTiles.chains4(k, b, j * bLane, bStep, a, row, aLane, aStep, c, i * n + j, n, false);
      }
    }
    for (; i < m; i++) {
      int row = i * aLane;
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        FloatTiles.chains4(k, a, row, aStep, b, j * bLane, bLane, bStep, c, i * n + j, 1, false);
      }
      for (; j < n; j++) {
        float s = 0;
        for (int p = 0; p < k; p++) {
          s = Fma.fma(a[row + p * aStep], b[j * bLane + p * bStep], s);
        }
        c[i * n + j] = s;
      }
    }
  }
}
