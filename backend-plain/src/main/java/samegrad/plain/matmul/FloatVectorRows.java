package samegrad.plain.matmul;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import samegrad.plain.kernel.Species;

/**
 * Products of few rows for {@link FloatVectorMatmulKernel}: each element of B is used so rarely
 * that what counts is to read B once, as it lies in memory.
 */
final class FloatVectorRows {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();

  private FloatVectorRows() {}

  /** As {@link MatmulKernel#rows}. */
  static void multiply(
      int rows, int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    int columns = to - from;
    int p = 0;
    for (; p + 8 <= depth; p += 8) {
      for (int i = 0; i < rows; i++) {
        add8(
            columns,
            a.array,
            a.at(i, p),
            a.columnStride,
            b.array,
            b.at(from, p),
            b.columnStride,
            c.array,
            c.at(i, from));
      }
    }
    for (; p < depth; p++) {
      for (int i = 0; i < rows; i++) {
        add1(columns, a.array[a.at(i, p)], b.array, b.at(from, p), c.array, c.at(i, from));
      }
    }
  }

  /** Eight steps of the chains of a row of C. */
  private static void add8(
      int columns,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      float[] c,
      int cOffset) {
    float a0 = a[aOffset];
    float a1 = a[aOffset + aStride];
    float a2 = a[aOffset + 2 * aStride];
    float a3 = a[aOffset + 3 * aStride];
    float a4 = a[aOffset + 4 * aStride];
    float a5 = a[aOffset + 5 * aStride];
    float a6 = a[aOffset + 6 * aStride];
    float a7 = a[aOffset + 7 * aStride];
    int b1 = bOffset + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int b4 = b3 + bStride;
    int b5 = b4 + bStride;
    int b6 = b5 + bStride;
    int b7 = b6 + bStride;
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector s = FloatVector.fromArray(SPECIES, c, cOffset + j);
      s = FloatVector.broadcast(SPECIES, a0).fma(FloatVector.fromArray(SPECIES, b, bOffset + j), s);
      s = FloatVector.broadcast(SPECIES, a1).fma(FloatVector.fromArray(SPECIES, b, b1 + j), s);
      s = FloatVector.broadcast(SPECIES, a2).fma(FloatVector.fromArray(SPECIES, b, b2 + j), s);
      s = FloatVector.broadcast(SPECIES, a3).fma(FloatVector.fromArray(SPECIES, b, b3 + j), s);
      s = FloatVector.broadcast(SPECIES, a4).fma(FloatVector.fromArray(SPECIES, b, b4 + j), s);
      s = FloatVector.broadcast(SPECIES, a5).fma(FloatVector.fromArray(SPECIES, b, b5 + j), s);
      s = FloatVector.broadcast(SPECIES, a6).fma(FloatVector.fromArray(SPECIES, b, b6 + j), s);
      s = FloatVector.broadcast(SPECIES, a7).fma(FloatVector.fromArray(SPECIES, b, b7 + j), s);
      s.intoArray(c, cOffset + j);
    }
    for (; j < columns; j++) {
      float s = c[cOffset + j];
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

  private static void add1(int columns, float a0, float[] b, int bOffset, float[] c, int cOffset) {
    FloatVector a0s = FloatVector.broadcast(SPECIES, a0);
    int j = 0;
    for (; j + LANES <= columns; j += LANES) {
      FloatVector s = FloatVector.fromArray(SPECIES, c, cOffset + j);
      a0s.fma(FloatVector.fromArray(SPECIES, b, bOffset + j), s).intoArray(c, cOffset + j);
    }
    for (; j < columns; j++) {
      c[cOffset + j] = Math.fma(a0, b[bOffset + j], c[cOffset + j]);
    }
  }
}
