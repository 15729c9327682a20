package samegrad.plain;

import java.util.Arrays;

/**
 * The matrix-product kernel for {@code double[]} without the Vector API: the scalar twin of {@code
 * VectorDoubleMatmul}, and what that one uses where vectors do not pay.
 *
 * <p>{@link Math#fma(double, double, double)} is one instruction where the processor has one and
 * the compiler knows it; elsewhere it goes through {@code BigDecimal}, right but slow.
 */
final class ScalarDoubleMatmul implements MatmulKernel<double[]> {
  @Override
  public int tileColumns() {
    return 4;
  }

  @Override
  public int tileRows(int remaining) {
    return remaining >= 4 ? 4 : 1;
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
    ScalarDoublePacking.pack(
        source, offset, laneStride, depthStride, lanes, depth, panel, panelOffset, width);
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
    for (int p = 0; p < depth; p++) {
      for (int i = 0; i < rows; i++) {
        double factor = a[aOffset + i * aRowStride + p * aColumnStride];
        int bRow = bOffset + p * bRowStride;
        int cRow = cOffset + i * cRowStride;
        for (int j = 0; j < columns; j++) {
          c[cRow + j] = Math.fma(factor, b[bRow + j], c[cRow + j]);
        }
      }
    }
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
    if (rows == 4) {
      block4x4(depth, a, aOffset, 1, 4, b, bOffset, bStride, 1, c, cOffset, cStride, accumulate);
    } else {
      block1x4(depth, a, aOffset, 1, b, bOffset, bStride, 1, c, cOffset, accumulate);
    }
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
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      int aRow = i * aRowStride;
      int j = 0;
      for (; j + 4 <= n; j += 4) {
        block4x4(
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
        block4x1(
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
        block1x4(
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
        double s = 0;
        for (int p = 0; p < k; p++) {
          s = Math.fma(a[aRow + p * aColumnStride], b[p * bRowStride + j * bColumnStride], s);
        }
        c[i * n + j] = s;
      }
    }
  }

  private static void block4x4(
      int depth,
      double[] a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      double[] b,
      int bOffset,
      int bRowStride,
      int bColumnStride,
      double[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    double c00 = 0;
    double c01 = 0;
    double c02 = 0;
    double c03 = 0;
    double c10 = 0;
    double c11 = 0;
    double c12 = 0;
    double c13 = 0;
    double c20 = 0;
    double c21 = 0;
    double c22 = 0;
    double c23 = 0;
    double c30 = 0;
    double c31 = 0;
    double c32 = 0;
    double c33 = 0;
    if (accumulate) {
      c00 = c[cOffset];
      c01 = c[cOffset + 1];
      c02 = c[cOffset + 2];
      c03 = c[cOffset + 3];
      c10 = c[cOffset + cStride];
      c11 = c[cOffset + cStride + 1];
      c12 = c[cOffset + cStride + 2];
      c13 = c[cOffset + cStride + 3];
      c20 = c[cOffset + 2 * cStride];
      c21 = c[cOffset + 2 * cStride + 1];
      c22 = c[cOffset + 2 * cStride + 2];
      c23 = c[cOffset + 2 * cStride + 3];
      c30 = c[cOffset + 3 * cStride];
      c31 = c[cOffset + 3 * cStride + 1];
      c32 = c[cOffset + 3 * cStride + 2];
      c33 = c[cOffset + 3 * cStride + 3];
    }
    int aAt = aOffset;
    int bAt = bOffset;
    for (int p = 0; p < depth; p++) {
      double b0 = b[bAt];
      double b1 = b[bAt + bColumnStride];
      double b2 = b[bAt + 2 * bColumnStride];
      double b3 = b[bAt + 3 * bColumnStride];
      double a0 = a[aAt];
      c00 = Math.fma(a0, b0, c00);
      c01 = Math.fma(a0, b1, c01);
      c02 = Math.fma(a0, b2, c02);
      c03 = Math.fma(a0, b3, c03);
      double a1 = a[aAt + aRowStride];
      c10 = Math.fma(a1, b0, c10);
      c11 = Math.fma(a1, b1, c11);
      c12 = Math.fma(a1, b2, c12);
      c13 = Math.fma(a1, b3, c13);
      double a2 = a[aAt + 2 * aRowStride];
      c20 = Math.fma(a2, b0, c20);
      c21 = Math.fma(a2, b1, c21);
      c22 = Math.fma(a2, b2, c22);
      c23 = Math.fma(a2, b3, c23);
      double a3 = a[aAt + 3 * aRowStride];
      c30 = Math.fma(a3, b0, c30);
      c31 = Math.fma(a3, b1, c31);
      c32 = Math.fma(a3, b2, c32);
      c33 = Math.fma(a3, b3, c33);
      aAt += aColumnStride;
      bAt += bRowStride;
    }
    c[cOffset] = c00;
    c[cOffset + 1] = c01;
    c[cOffset + 2] = c02;
    c[cOffset + 3] = c03;
    c[cOffset + cStride] = c10;
    c[cOffset + cStride + 1] = c11;
    c[cOffset + cStride + 2] = c12;
    c[cOffset + cStride + 3] = c13;
    c[cOffset + 2 * cStride] = c20;
    c[cOffset + 2 * cStride + 1] = c21;
    c[cOffset + 2 * cStride + 2] = c22;
    c[cOffset + 2 * cStride + 3] = c23;
    c[cOffset + 3 * cStride] = c30;
    c[cOffset + 3 * cStride + 1] = c31;
    c[cOffset + 3 * cStride + 2] = c32;
    c[cOffset + 3 * cStride + 3] = c33;
  }

  private static void block4x1(
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
      int cStride) {
    double c00 = 0;
    double c10 = 0;
    double c20 = 0;
    double c30 = 0;
    int aAt = aOffset;
    int bAt = bOffset;
    for (int p = 0; p < depth; p++) {
      double b0 = b[bAt];
      double a0 = a[aAt];
      c00 = Math.fma(a0, b0, c00);
      double a1 = a[aAt + aRowStride];
      c10 = Math.fma(a1, b0, c10);
      double a2 = a[aAt + 2 * aRowStride];
      c20 = Math.fma(a2, b0, c20);
      double a3 = a[aAt + 3 * aRowStride];
      c30 = Math.fma(a3, b0, c30);
      aAt += aColumnStride;
      bAt += bRowStride;
    }
    c[cOffset] = c00;
    c[cOffset + cStride] = c10;
    c[cOffset + 2 * cStride] = c20;
    c[cOffset + 3 * cStride] = c30;
  }

  private static void block1x4(
      int depth,
      double[] a,
      int aOffset,
      int aColumnStride,
      double[] b,
      int bOffset,
      int bRowStride,
      int bColumnStride,
      double[] c,
      int cOffset,
      boolean accumulate) {
    double c00 = 0;
    double c01 = 0;
    double c02 = 0;
    double c03 = 0;
    if (accumulate) {
      c00 = c[cOffset];
      c01 = c[cOffset + 1];
      c02 = c[cOffset + 2];
      c03 = c[cOffset + 3];
    }
    int aAt = aOffset;
    int bAt = bOffset;
    for (int p = 0; p < depth; p++) {
      double b0 = b[bAt];
      double b1 = b[bAt + bColumnStride];
      double b2 = b[bAt + 2 * bColumnStride];
      double b3 = b[bAt + 3 * bColumnStride];
      double a0 = a[aAt];
      c00 = Math.fma(a0, b0, c00);
      c01 = Math.fma(a0, b1, c01);
      c02 = Math.fma(a0, b2, c02);
      c03 = Math.fma(a0, b3, c03);
      aAt += aColumnStride;
      bAt += bRowStride;
    }
    c[cOffset] = c00;
    c[cOffset + 1] = c01;
    c[cOffset + 2] = c02;
    c[cOffset + 3] = c03;
  }
}
