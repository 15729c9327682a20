package samegrad.plain.matmul;

import samegrad.plain.kernel.Fma;

/**
 * Tiles of {@link FloatMatmulKernel}: up to 4 × 4 chains in local variables, over operands with any
 * strides. Each chain waits for itself, so many are kept in flight.
 */
final class FloatTiles {
  private FloatTiles() {}

  static void block4x4(
      int depth,
      float[] a,
      int aOffset,
      int aLane,
      int aStep,
      float[] b,
      int bOffset,
      int bLane,
      int bStep,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    float c00 = 0;
    float c01 = 0;
    float c02 = 0;
    float c03 = 0;
    float c10 = 0;
    float c11 = 0;
    float c12 = 0;
    float c13 = 0;
    float c20 = 0;
    float c21 = 0;
    float c22 = 0;
    float c23 = 0;
    float c30 = 0;
    float c31 = 0;
    float c32 = 0;
    float c33 = 0;
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
      float b0 = b[bAt];
      float b1 = b[bAt + bLane];
      float b2 = b[bAt + 2 * bLane];
      float b3 = b[bAt + 3 * bLane];
      float a0 = a[aAt];
      c00 = Fma.fma(a0, b0, c00);
      c01 = Fma.fma(a0, b1, c01);
      c02 = Fma.fma(a0, b2, c02);
      c03 = Fma.fma(a0, b3, c03);
      float a1 = a[aAt + aLane];
      c10 = Fma.fma(a1, b0, c10);
      c11 = Fma.fma(a1, b1, c11);
      c12 = Fma.fma(a1, b2, c12);
      c13 = Fma.fma(a1, b3, c13);
      float a2 = a[aAt + 2 * aLane];
      c20 = Fma.fma(a2, b0, c20);
      c21 = Fma.fma(a2, b1, c21);
      c22 = Fma.fma(a2, b2, c22);
      c23 = Fma.fma(a2, b3, c23);
      float a3 = a[aAt + 3 * aLane];
      c30 = Fma.fma(a3, b0, c30);
      c31 = Fma.fma(a3, b1, c31);
      c32 = Fma.fma(a3, b2, c32);
      c33 = Fma.fma(a3, b3, c33);
      aAt += aStep;
      bAt += bStep;
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

  /**
   * Four chains that share x, the others' second operands being {@code yLane} apart: four columns
   * of a row of C, or four rows of a column.
   */
  static void chains4(
      int depth,
      float[] x,
      int xOffset,
      int xStep,
      float[] y,
      int yOffset,
      int yLane,
      int yStep,
      float[] c,
      int cOffset,
      int cLane,
      boolean accumulate) {
    float c0 = 0;
    float c1 = 0;
    float c2 = 0;
    float c3 = 0;
    if (accumulate) {
      c0 = c[cOffset];
      c1 = c[cOffset + cLane];
      c2 = c[cOffset + 2 * cLane];
      c3 = c[cOffset + 3 * cLane];
    }
    int xAt = xOffset;
    int yAt = yOffset;
    for (int p = 0; p < depth; p++) {
      float x0 = x[xAt];
      c0 = Fma.fma(x0, y[yAt], c0);
      c1 = Fma.fma(x0, y[yAt + yLane], c1);
      c2 = Fma.fma(x0, y[yAt + 2 * yLane], c2);
      c3 = Fma.fma(x0, y[yAt + 3 * yLane], c3);
      xAt += xStep;
      yAt += yStep;
    }
    c[cOffset] = c0;
    c[cOffset + cLane] = c1;
    c[cOffset + 2 * cLane] = c2;
    c[cOffset + 3 * cLane] = c3;
  }
}
