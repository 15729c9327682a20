package samegrad.plain.matmul;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import samegrad.plain.kernel.Species;

/**
 * A micro-kernel of {@link FloatVectorMatmulKernel}: a tile two vectors wide. In each step of the
 * depth, two vectors of B meet one broadcast element of each row of A. The tile of 8 rows is
 * written by hand, the lower ones are made from it by leaving out lines.
 *
 * <p>The accumulators are local variables, one for each vector, because only those stay in
 * registers. The method is not small enough to be inlined and does not need to be. The strides of
 * both panels are constants, because only then the compiler proves once, before the loop, that no
 * index leaves its array.
 */
final class FloatVectorTile8 {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 8;
  private static final int TILE_COLUMNS = 2 * LANES;

  private FloatVectorTile8() {}

  /** As {@link MatmulKernel#tile}. */
  static void multiply(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] c,
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
    FloatVector c0a = FloatVector.zero(SPECIES);
    FloatVector c0b = FloatVector.zero(SPECIES);
    FloatVector c1a = FloatVector.zero(SPECIES);
    FloatVector c1b = FloatVector.zero(SPECIES);
    FloatVector c2a = FloatVector.zero(SPECIES);
    FloatVector c2b = FloatVector.zero(SPECIES);
    FloatVector c3a = FloatVector.zero(SPECIES);
    FloatVector c3b = FloatVector.zero(SPECIES);
    FloatVector c4a = FloatVector.zero(SPECIES);
    FloatVector c4b = FloatVector.zero(SPECIES);
    FloatVector c5a = FloatVector.zero(SPECIES);
    FloatVector c5b = FloatVector.zero(SPECIES);
    FloatVector c6a = FloatVector.zero(SPECIES);
    FloatVector c6b = FloatVector.zero(SPECIES);
    FloatVector c7a = FloatVector.zero(SPECIES);
    FloatVector c7b = FloatVector.zero(SPECIES);
    if (accumulate) {
      c0a = FloatVector.fromArray(SPECIES, c, cOffset);
      c0b = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c1a = FloatVector.fromArray(SPECIES, c, row1);
      c1b = FloatVector.fromArray(SPECIES, c, row1 + LANES);
      c2a = FloatVector.fromArray(SPECIES, c, row2);
      c2b = FloatVector.fromArray(SPECIES, c, row2 + LANES);
      c3a = FloatVector.fromArray(SPECIES, c, row3);
      c3b = FloatVector.fromArray(SPECIES, c, row3 + LANES);
      c4a = FloatVector.fromArray(SPECIES, c, row4);
      c4b = FloatVector.fromArray(SPECIES, c, row4 + LANES);
      c5a = FloatVector.fromArray(SPECIES, c, row5);
      c5b = FloatVector.fromArray(SPECIES, c, row5 + LANES);
      c6a = FloatVector.fromArray(SPECIES, c, row6);
      c6b = FloatVector.fromArray(SPECIES, c, row6 + LANES);
      c7a = FloatVector.fromArray(SPECIES, c, row7);
      c7b = FloatVector.fromArray(SPECIES, c, row7 + LANES);
    }
    for (int p = 0; p < depth; p++) {
      int bRow = bOffset + p * TILE_COLUMNS;
      FloatVector ba = FloatVector.fromArray(SPECIES, b, bRow);
      FloatVector bb = FloatVector.fromArray(SPECIES, b, bRow + LANES);
      int aColumn = aOffset + p * ROWS;
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aColumn]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[aColumn + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[aColumn + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[aColumn + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[aColumn + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[aColumn + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[aColumn + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[aColumn + 7]);
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
}
