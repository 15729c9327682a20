package samegrad.plain.matmul;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import samegrad.plain.kernel.Species;

/**
 * A row times a transposed matrix, for {@link FloatVectorMatmulKernel}: the elements of a chain lie
 * side by side, and so do those of its neighbours, a row further. They are transposed in registers,
 * in the stages of {@link FloatVectorPacking#transpose}, and used there. What a stage exchanges is
 * selected by shifts and bitwise operations, {@code a ^ ((a ^ b) & mask)}: up to JDK 17 a blend
 * makes its mask anew each time.
 */
final class FloatVectorDots {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final VectorSpecies<Long> LONGS = Species.longs();
  private static final int LANES = SPECIES.length();

  private static final int PAIRS = LONGS.length();
  private static final VectorShuffle<Long> UP1 = rotation(-1);
  private static final VectorShuffle<Long> UP2 = rotation(-2);
  private static final VectorShuffle<Long> DOWN1 = rotation(1);
  private static final VectorShuffle<Long> DOWN2 = rotation(2);
  private static final long[] ODD1 = odd(1);
  private static final long[] ODD2 = odd(2);
  private static final long[] ODD4 = odd(4);

  /** The even lane of a pair that is one long: lanes lie in it in little-endian order. */
  private static final long EVEN = 0xFFFF_FFFFL;

  private FloatVectorDots() {}

  /** Pair i takes that of number i + {@code by}, modulo their number. */
  private static VectorShuffle<Long> rotation(int by) {
    return VectorShuffle.fromOp(LONGS, pair -> (pair + by) & (PAIRS - 1));
  }

  /** All bits of the pairs whose number has the bit {@code stage}. */
  private static long[] odd(int stage) {
    long[] mask = new long[PAIRS];
    for (int pair = 0; pair < PAIRS; pair++) {
      mask[pair] = (pair & stage) != 0 ? -1 : 0;
    }
    return mask;
  }

  /**
   * As {@link MatmulKernel#dots}, for as many columns as fill whole vectors.
   *
   * @return the first column that is left
   */
  static int multiply(
      int from, int to, int depth, View<float[]> a, View<float[]> b, View<float[]> c) {
    int j = from;
    if (FloatVectorPacking.canTranspose()) {
      for (; j + LANES <= to; j += LANES) {
        multiply(
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
    }
    return j;
  }

  /** As many columns as a vector has lanes. */
  private static void multiply(
      int depth,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bColumnStride,
      float[] c,
      int cOffset) {
    int whole =
        FloatVectorPacking.transposableDepth(
            b.length, bOffset + (LANES - 1) * bColumnStride, depth);
    int from1 = bOffset + bColumnStride;
    int from2 = from1 + bColumnStride;
    int from3 = from2 + bColumnStride;
    int from4 = from3 + bColumnStride;
    int from5 = from4 + bColumnStride;
    int from6 = from5 + bColumnStride;
    int from7 = from6 + bColumnStride;
    int upper = 8 * bColumnStride - 8;
    LongVector odd1 = LongVector.fromArray(LONGS, ODD1, 0);
    LongVector odd2 = LongVector.fromArray(LONGS, ODD2, 0);
    LongVector odd4 = LongVector.fromArray(LONGS, ODD4, 0);
    FloatVector s = FloatVector.zero(SPECIES);
    for (int p = 0; p < whole; p += 8) {
      LongVector x0 = FloatVector.fromArray(SPECIES, b, bOffset + p).reinterpretAsLongs();
      LongVector x1 = FloatVector.fromArray(SPECIES, b, from1 + p).reinterpretAsLongs();
      LongVector x2 = FloatVector.fromArray(SPECIES, b, from2 + p).reinterpretAsLongs();
      LongVector x3 = FloatVector.fromArray(SPECIES, b, from3 + p).reinterpretAsLongs();
      LongVector x4 = FloatVector.fromArray(SPECIES, b, from4 + p).reinterpretAsLongs();
      LongVector x5 = FloatVector.fromArray(SPECIES, b, from5 + p).reinterpretAsLongs();
      LongVector x6 = FloatVector.fromArray(SPECIES, b, from6 + p).reinterpretAsLongs();
      LongVector x7 = FloatVector.fromArray(SPECIES, b, from7 + p).reinterpretAsLongs();
      if (LANES == 16) {
        // The upper half of each vector takes the row 8 below.
        LongVector below0 =
            FloatVector.fromArray(SPECIES, b, bOffset + p + upper).reinterpretAsLongs();
        x0 = x0.lanewise(XOR, x0.lanewise(XOR, below0).and(odd4));
        LongVector below1 =
            FloatVector.fromArray(SPECIES, b, from1 + p + upper).reinterpretAsLongs();
        x1 = x1.lanewise(XOR, x1.lanewise(XOR, below1).and(odd4));
        LongVector below2 =
            FloatVector.fromArray(SPECIES, b, from2 + p + upper).reinterpretAsLongs();
        x2 = x2.lanewise(XOR, x2.lanewise(XOR, below2).and(odd4));
        LongVector below3 =
            FloatVector.fromArray(SPECIES, b, from3 + p + upper).reinterpretAsLongs();
        x3 = x3.lanewise(XOR, x3.lanewise(XOR, below3).and(odd4));
        LongVector below4 =
            FloatVector.fromArray(SPECIES, b, from4 + p + upper).reinterpretAsLongs();
        x4 = x4.lanewise(XOR, x4.lanewise(XOR, below4).and(odd4));
        LongVector below5 =
            FloatVector.fromArray(SPECIES, b, from5 + p + upper).reinterpretAsLongs();
        x5 = x5.lanewise(XOR, x5.lanewise(XOR, below5).and(odd4));
        LongVector below6 =
            FloatVector.fromArray(SPECIES, b, from6 + p + upper).reinterpretAsLongs();
        x6 = x6.lanewise(XOR, x6.lanewise(XOR, below6).and(odd4));
        LongVector below7 =
            FloatVector.fromArray(SPECIES, b, from7 + p + upper).reinterpretAsLongs();
        x7 = x7.lanewise(XOR, x7.lanewise(XOR, below7).and(odd4));
      }
      LongVector t0 = x0.and(EVEN).or(x1.lanewise(LSHL, 32));
      LongVector t1 = x0.lanewise(LSHR, 32).or(x1.and(~EVEN));
      LongVector t2 = x2.and(EVEN).or(x3.lanewise(LSHL, 32));
      LongVector t3 = x2.lanewise(LSHR, 32).or(x3.and(~EVEN));
      LongVector t4 = x4.and(EVEN).or(x5.lanewise(LSHL, 32));
      LongVector t5 = x4.lanewise(LSHR, 32).or(x5.and(~EVEN));
      LongVector t6 = x6.and(EVEN).or(x7.lanewise(LSHL, 32));
      LongVector t7 = x6.lanewise(LSHR, 32).or(x7.and(~EVEN));
      LongVector t2Up = t2.rearrange(UP1);
      LongVector t0Down = t0.rearrange(DOWN1);
      LongVector u0 = t0.lanewise(XOR, t0.lanewise(XOR, t2Up).and(odd1));
      LongVector u2 = t0Down.lanewise(XOR, t0Down.lanewise(XOR, t2).and(odd1));
      LongVector t3Up = t3.rearrange(UP1);
      LongVector t1Down = t1.rearrange(DOWN1);
      LongVector u1 = t1.lanewise(XOR, t1.lanewise(XOR, t3Up).and(odd1));
      LongVector u3 = t1Down.lanewise(XOR, t1Down.lanewise(XOR, t3).and(odd1));
      LongVector t6Up = t6.rearrange(UP1);
      LongVector t4Down = t4.rearrange(DOWN1);
      LongVector u4 = t4.lanewise(XOR, t4.lanewise(XOR, t6Up).and(odd1));
      LongVector u6 = t4Down.lanewise(XOR, t4Down.lanewise(XOR, t6).and(odd1));
      LongVector t7Up = t7.rearrange(UP1);
      LongVector t5Down = t5.rearrange(DOWN1);
      LongVector u5 = t5.lanewise(XOR, t5.lanewise(XOR, t7Up).and(odd1));
      LongVector u7 = t5Down.lanewise(XOR, t5Down.lanewise(XOR, t7).and(odd1));
      LongVector u4Up = u4.rearrange(UP2);
      LongVector u0Down = u0.rearrange(DOWN2);
      LongVector w0 = u0.lanewise(XOR, u0.lanewise(XOR, u4Up).and(odd2));
      LongVector w4 = u0Down.lanewise(XOR, u0Down.lanewise(XOR, u4).and(odd2));
      LongVector u5Up = u5.rearrange(UP2);
      LongVector u1Down = u1.rearrange(DOWN2);
      LongVector w1 = u1.lanewise(XOR, u1.lanewise(XOR, u5Up).and(odd2));
      LongVector w5 = u1Down.lanewise(XOR, u1Down.lanewise(XOR, u5).and(odd2));
      LongVector u6Up = u6.rearrange(UP2);
      LongVector u2Down = u2.rearrange(DOWN2);
      LongVector w2 = u2.lanewise(XOR, u2.lanewise(XOR, u6Up).and(odd2));
      LongVector w6 = u2Down.lanewise(XOR, u2Down.lanewise(XOR, u6).and(odd2));
      LongVector u7Up = u7.rearrange(UP2);
      LongVector u3Down = u3.rearrange(DOWN2);
      LongVector w3 = u3.lanewise(XOR, u3.lanewise(XOR, u7Up).and(odd2));
      LongVector w7 = u3Down.lanewise(XOR, u3Down.lanewise(XOR, u7).and(odd2));
      int aStep = aOffset + p * aStride;
      s = FloatVector.broadcast(SPECIES, a[aStep]).fma(w0.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + aStride]).fma(w1.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 2 * aStride]).fma(w2.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 3 * aStride]).fma(w3.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 4 * aStride]).fma(w4.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 5 * aStride]).fma(w5.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 6 * aStride]).fma(w6.reinterpretAsFloats(), s);
      s = FloatVector.broadcast(SPECIES, a[aStep + 7 * aStride]).fma(w7.reinterpretAsFloats(), s);
    }
    s.intoArray(c, cOffset);
    for (int p = whole; p < depth; p++) {
      float factor = a[aOffset + p * aStride];
      for (int l = 0; l < LANES; l++) {
        c[cOffset + l] = Math.fma(factor, b[bOffset + l * bColumnStride + p], c[cOffset + l]);
      }
    }
  }
}
