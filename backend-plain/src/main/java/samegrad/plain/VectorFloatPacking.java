package samegrad.plain;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packing for {@link VectorFloatMatmul}: the same copies as {@link ScalarFloatMatmul#pack}, in
 * vectors.
 *
 * <p>Side by side in the source, lanes are copied row by row. One behind the other, they are
 * transposed in registers, eight steps of the depth at a time: three stages exchange elements
 * between vectors that are 1, 2 and 4 apart, the later two in pairs of lanes. What a stage
 * exchanges is selected by shifts and bitwise operations, {@code a ^ ((a ^ b) & mask)}, because up
 * to JDK 17 a blend makes its mask anew each time. With 16 lanes in a vector, the stage for 8 needs
 * no rotation where the vectors are loaded so that the lanes of their upper half already lie where
 * they belong.
 */
final class VectorFloatPacking {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Long> LONGS = Species.longs();
  private static final int PAIRS = LONGS.length();
  static final VectorShuffle<Long> UP1 = rotation(-1);
  static final VectorShuffle<Long> UP2 = rotation(-2);
  static final VectorShuffle<Long> UP4 = rotation(-4);
  static final VectorShuffle<Long> DOWN1 = rotation(1);
  static final VectorShuffle<Long> DOWN2 = rotation(2);
  static final VectorShuffle<Long> DOWN4 = rotation(4);
  static final long[] ODD1 = odd(1);
  static final long[] ODD2 = odd(2);
  static final long[] ODD4 = odd(4);

  /** The even lane of a pair that is one long: lanes lie in it in little-endian order. */
  static final long EVEN = 0xFFFF_FFFFL;

  private VectorFloatPacking() {}

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

  /** As {@link MatmulKernel#pack} where {@code laneStride} is 1 and no lane is missing. */
  static void copy(
      float[] source,
      int offset,
      int depthStride,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    if (width == 2 * LANES) {
      for (int p = 0; p < depth; p++) {
        int from = offset + p * depthStride;
        int to = panelOffset + p * width;
        FloatVector left = FloatVector.fromArray(SPECIES, source, from);
        FloatVector right = FloatVector.fromArray(SPECIES, source, from + LANES);
        left.intoArray(panel, to);
        right.intoArray(panel, to + LANES);
      }
      return;
    }
    int whole = wholeVectorSteps(source.length - offset, depthStride, depth);
    whole = Math.min(whole, wholeVectorSteps(depth * width, width, depth));
    for (int p = 0; p < whole; p++) {
      // Each step overwrites what the step before wrote beyond its row.
      FloatVector.fromArray(SPECIES, source, offset + p * depthStride)
          .intoArray(panel, panelOffset + p * width);
    }
    for (int p = whole; p < depth; p++) {
      for (int l = 0; l < width; l++) {
        panel[panelOffset + p * width + l] = source[offset + p * depthStride + l];
      }
    }
  }

  /** How many of {@code depth} steps of {@code stride} leave room for a vector. */
  private static int wholeVectorSteps(int length, int stride, int depth) {
    return length < LANES ? 0 : Math.min(depth, (length - LANES) / Math.max(1, stride) + 1);
  }

  /** Whether this width of vectors has the transposing copies below. */
  static boolean canTranspose() {
    return LANES == 8 || LANES == 16;
  }

  /** How many of {@code depth} steps {@link #transpose} copies: whole eights, in bounds. */
  static int transposableDepth(int sourceLength, int lastLaneOffset, int depth) {
    return Math.max(0, Math.min(depth, sourceLength - lastLaneOffset - LANES + 8)) & -8;
  }

  /**
   * Copies one vector of lanes, {@code depth} steps: {@code panel[panelOffset + p·width + l] =
   * source[offset + l·laneStride + p]}.
   *
   * @param depth a multiple of 8 that {@link #transposableDepth} allows
   */
  static void transpose(
      float[] source,
      int offset,
      int laneStride,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    int from1 = offset + laneStride;
    int from2 = from1 + laneStride;
    int from3 = from2 + laneStride;
    int from4 = from3 + laneStride;
    int from5 = from4 + laneStride;
    int from6 = from5 + laneStride;
    int from7 = from6 + laneStride;
    int upper = 8 * laneStride - 8;
    LongVector odd1 = LongVector.fromArray(LONGS, ODD1, 0);
    LongVector odd2 = LongVector.fromArray(LONGS, ODD2, 0);
    LongVector odd4 = LongVector.fromArray(LONGS, ODD4, 0);
    for (int p = 0; p < depth; p += 8) {
      LongVector x0 = FloatVector.fromArray(SPECIES, source, offset + p).reinterpretAsLongs();
      LongVector x1 = FloatVector.fromArray(SPECIES, source, from1 + p).reinterpretAsLongs();
      LongVector x2 = FloatVector.fromArray(SPECIES, source, from2 + p).reinterpretAsLongs();
      LongVector x3 = FloatVector.fromArray(SPECIES, source, from3 + p).reinterpretAsLongs();
      LongVector x4 = FloatVector.fromArray(SPECIES, source, from4 + p).reinterpretAsLongs();
      LongVector x5 = FloatVector.fromArray(SPECIES, source, from5 + p).reinterpretAsLongs();
      LongVector x6 = FloatVector.fromArray(SPECIES, source, from6 + p).reinterpretAsLongs();
      LongVector x7 = FloatVector.fromArray(SPECIES, source, from7 + p).reinterpretAsLongs();
      if (LANES == 16) {
        // The upper half of each vector takes the row 8 below.
        LongVector below0 =
            FloatVector.fromArray(SPECIES, source, offset + p + upper).reinterpretAsLongs();
        x0 = x0.lanewise(XOR, x0.lanewise(XOR, below0).and(odd4));
        LongVector below1 =
            FloatVector.fromArray(SPECIES, source, from1 + p + upper).reinterpretAsLongs();
        x1 = x1.lanewise(XOR, x1.lanewise(XOR, below1).and(odd4));
        LongVector below2 =
            FloatVector.fromArray(SPECIES, source, from2 + p + upper).reinterpretAsLongs();
        x2 = x2.lanewise(XOR, x2.lanewise(XOR, below2).and(odd4));
        LongVector below3 =
            FloatVector.fromArray(SPECIES, source, from3 + p + upper).reinterpretAsLongs();
        x3 = x3.lanewise(XOR, x3.lanewise(XOR, below3).and(odd4));
        LongVector below4 =
            FloatVector.fromArray(SPECIES, source, from4 + p + upper).reinterpretAsLongs();
        x4 = x4.lanewise(XOR, x4.lanewise(XOR, below4).and(odd4));
        LongVector below5 =
            FloatVector.fromArray(SPECIES, source, from5 + p + upper).reinterpretAsLongs();
        x5 = x5.lanewise(XOR, x5.lanewise(XOR, below5).and(odd4));
        LongVector below6 =
            FloatVector.fromArray(SPECIES, source, from6 + p + upper).reinterpretAsLongs();
        x6 = x6.lanewise(XOR, x6.lanewise(XOR, below6).and(odd4));
        LongVector below7 =
            FloatVector.fromArray(SPECIES, source, from7 + p + upper).reinterpretAsLongs();
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
      int to = panelOffset + p * width;
      w0.reinterpretAsFloats().intoArray(panel, to);
      w1.reinterpretAsFloats().intoArray(panel, to + width);
      w2.reinterpretAsFloats().intoArray(panel, to + 2 * width);
      w3.reinterpretAsFloats().intoArray(panel, to + 3 * width);
      w4.reinterpretAsFloats().intoArray(panel, to + 4 * width);
      w5.reinterpretAsFloats().intoArray(panel, to + 5 * width);
      w6.reinterpretAsFloats().intoArray(panel, to + 6 * width);
      w7.reinterpretAsFloats().intoArray(panel, to + 7 * width);
    }
  }

  /**
   * Copies eight lanes into a panel of just these, in steps of a vector: {@code panel[panelOffset +
   * 8·p + l] = source[offset + l·laneStride + p]}.
   *
   * @param depth a multiple of the number of lanes
   */
  static void transpose8(
      float[] source, int offset, int laneStride, int depth, float[] panel, int panelOffset) {
    if (LANES == 8) {
      transpose(source, offset, laneStride, depth, panel, panelOffset, 8);
      return;
    }
    int from1 = offset + laneStride;
    int from2 = from1 + laneStride;
    int from3 = from2 + laneStride;
    int from4 = from3 + laneStride;
    int from5 = from4 + laneStride;
    int from6 = from5 + laneStride;
    int from7 = from6 + laneStride;
    LongVector odd1 = LongVector.fromArray(LONGS, ODD1, 0);
    LongVector odd2 = LongVector.fromArray(LONGS, ODD2, 0);
    LongVector odd4 = LongVector.fromArray(LONGS, ODD4, 0);
    for (int p = 0; p < depth; p += LANES) {
      LongVector x0 = FloatVector.fromArray(SPECIES, source, offset + p).reinterpretAsLongs();
      LongVector x1 = FloatVector.fromArray(SPECIES, source, from1 + p).reinterpretAsLongs();
      LongVector x2 = FloatVector.fromArray(SPECIES, source, from2 + p).reinterpretAsLongs();
      LongVector x3 = FloatVector.fromArray(SPECIES, source, from3 + p).reinterpretAsLongs();
      LongVector x4 = FloatVector.fromArray(SPECIES, source, from4 + p).reinterpretAsLongs();
      LongVector x5 = FloatVector.fromArray(SPECIES, source, from5 + p).reinterpretAsLongs();
      LongVector x6 = FloatVector.fromArray(SPECIES, source, from6 + p).reinterpretAsLongs();
      LongVector x7 = FloatVector.fromArray(SPECIES, source, from7 + p).reinterpretAsLongs();
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
      LongVector v0 = u0.lanewise(XOR, u0.lanewise(XOR, u4Up).and(odd2));
      LongVector v4 = u0Down.lanewise(XOR, u0Down.lanewise(XOR, u4).and(odd2));
      LongVector u5Up = u5.rearrange(UP2);
      LongVector u1Down = u1.rearrange(DOWN2);
      LongVector v1 = u1.lanewise(XOR, u1.lanewise(XOR, u5Up).and(odd2));
      LongVector v5 = u1Down.lanewise(XOR, u1Down.lanewise(XOR, u5).and(odd2));
      LongVector u6Up = u6.rearrange(UP2);
      LongVector u2Down = u2.rearrange(DOWN2);
      LongVector v2 = u2.lanewise(XOR, u2.lanewise(XOR, u6Up).and(odd2));
      LongVector v6 = u2Down.lanewise(XOR, u2Down.lanewise(XOR, u6).and(odd2));
      LongVector u7Up = u7.rearrange(UP2);
      LongVector u3Down = u3.rearrange(DOWN2);
      LongVector v3 = u3.lanewise(XOR, u3.lanewise(XOR, u7Up).and(odd2));
      LongVector v7 = u3Down.lanewise(XOR, u3Down.lanewise(XOR, u7).and(odd2));
      // In v0, steps 0 and 8 lie side by side; two neighbours exchange halves.
      LongVector v1Up = v1.rearrange(UP4);
      LongVector v0Down = v0.rearrange(DOWN4);
      LongVector w0 = v0.lanewise(XOR, v0.lanewise(XOR, v1Up).and(odd4));
      LongVector w1 = v0Down.lanewise(XOR, v0Down.lanewise(XOR, v1).and(odd4));
      LongVector v3Up = v3.rearrange(UP4);
      LongVector v2Down = v2.rearrange(DOWN4);
      LongVector w2 = v2.lanewise(XOR, v2.lanewise(XOR, v3Up).and(odd4));
      LongVector w3 = v2Down.lanewise(XOR, v2Down.lanewise(XOR, v3).and(odd4));
      LongVector v5Up = v5.rearrange(UP4);
      LongVector v4Down = v4.rearrange(DOWN4);
      LongVector w4 = v4.lanewise(XOR, v4.lanewise(XOR, v5Up).and(odd4));
      LongVector w5 = v4Down.lanewise(XOR, v4Down.lanewise(XOR, v5).and(odd4));
      LongVector v7Up = v7.rearrange(UP4);
      LongVector v6Down = v6.rearrange(DOWN4);
      LongVector w6 = v6.lanewise(XOR, v6.lanewise(XOR, v7Up).and(odd4));
      LongVector w7 = v6Down.lanewise(XOR, v6Down.lanewise(XOR, v7).and(odd4));
      int to = panelOffset + 8 * p;
      w0.reinterpretAsFloats().intoArray(panel, to);
      w1.reinterpretAsFloats().intoArray(panel, to + 64);
      w2.reinterpretAsFloats().intoArray(panel, to + 16);
      w3.reinterpretAsFloats().intoArray(panel, to + 80);
      w4.reinterpretAsFloats().intoArray(panel, to + 32);
      w5.reinterpretAsFloats().intoArray(panel, to + 96);
      w6.reinterpretAsFloats().intoArray(panel, to + 48);
      w7.reinterpretAsFloats().intoArray(panel, to + 112);
    }
  }
}
