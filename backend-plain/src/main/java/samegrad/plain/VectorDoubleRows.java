package samegrad.plain;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of few rows for {@link VectorDoubleMatmul}: each element of B is used so rarely that
 * what counts is to read B once, as it lies in memory.
 */
final class VectorDoubleRows {
  private static final VectorSpecies<Double> SPECIES = Species.doubles();
  private static final int LANES = SPECIES.length();

  private VectorDoubleRows() {}

  /** As {@link MatmulKernel#rows}. */
  static void multiply(
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
    int p = 0;
    for (; p + 8 <= depth; p += 8) {
      for (int i = 0; i < rows; i++) {
        add8(
            columns,
            a,
            aOffset + i * aRowStride + p * aColumnStride,
            aColumnStride,
            b,
            bOffset + p * bRowStride,
            bRowStride,
            c,
            cOffset + i * cRowStride);
      }
    }
    for (; p < depth; p++) {
      for (int i = 0; i < rows; i++) {
        add1(
            columns,
            a[aOffset + i * aRowStride + p * aColumnStride],
            b,
            bOffset + p * bRowStride,
            c,
            cOffset + i * cRowStride);
      }
    }
  }

  /** Eight steps of the chains of a row of C. */
  private static void add8(
      int columns,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bStride,
      double[] c,
      int cOffset) {
    double a0 = a[aOffset];
    double a1 = a[aOffset + aStride];
    double a2 = a[aOffset + 2 * aStride];
    double a3 = a[aOffset + 3 * aStride];
    double a4 = a[aOffset + 4 * aStride];
    double a5 = a[aOffset + 5 * aStride];
    double a6 = a[aOffset + 6 * aStride];
    double a7 = a[aOffset + 7 * aStride];
    int b1 = bOffset + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int b4 = b3 + bStride;
    int b5 = b4 + bStride;
    int b6 = b5 + bStride;
    int b7 = b6 + bStride;
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      DoubleVector s = DoubleVector.fromArray(SPECIES, c, cOffset + j);
      s =
          DoubleVector.broadcast(SPECIES, a0)
              .fma(DoubleVector.fromArray(SPECIES, b, bOffset + j), s);
      s = DoubleVector.broadcast(SPECIES, a1).fma(DoubleVector.fromArray(SPECIES, b, b1 + j), s);
      s = DoubleVector.broadcast(SPECIES, a2).fma(DoubleVector.fromArray(SPECIES, b, b2 + j), s);
      s = DoubleVector.broadcast(SPECIES, a3).fma(DoubleVector.fromArray(SPECIES, b, b3 + j), s);
      s = DoubleVector.broadcast(SPECIES, a4).fma(DoubleVector.fromArray(SPECIES, b, b4 + j), s);
      s = DoubleVector.broadcast(SPECIES, a5).fma(DoubleVector.fromArray(SPECIES, b, b5 + j), s);
      s = DoubleVector.broadcast(SPECIES, a6).fma(DoubleVector.fromArray(SPECIES, b, b6 + j), s);
      s = DoubleVector.broadcast(SPECIES, a7).fma(DoubleVector.fromArray(SPECIES, b, b7 + j), s);
      s.intoArray(c, cOffset + j);
    }
    for (; j < columns; j++) {
      double s = c[cOffset + j];
      s = Math.fma(a0, b[bOffset + j], s);
      s = Math.fma(a1, b[b1 + j], s);
      s = Math.fma(a2, b[b2 + j], s);
      s = Math.fma(a3, b[b3 + j], s);
      s = Math.fma(a4, b[b4 + j], s);
      s = Math.fma(a5, b[b5 + j], s);
      s = Math.fma(a6, b[b6 + j], s);
      s = Math.fma(a7, b[b7 + j], s);
      c[cOffset + j] = s;
    }
  }

  private static void add1(
      int columns, double a0, double[] b, int bOffset, double[] c, int cOffset) {
    DoubleVector a0s = DoubleVector.broadcast(SPECIES, a0);
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      DoubleVector s = DoubleVector.fromArray(SPECIES, c, cOffset + j);
      a0s.fma(DoubleVector.fromArray(SPECIES, b, bOffset + j), s).intoArray(c, cOffset + j);
    }
    for (; j < columns; j++) {
      c[cOffset + j] = Math.fma(a0, b[bOffset + j], c[cOffset + j]);
    }
  }
}
