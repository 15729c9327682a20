package samegrad.plain.matmul;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import samegrad.plain.kernel.Species;

/**
 * Packing for {@link FloatVectorMatmulKernel}: the same copies as {@link FloatMatmulKernel#pack},
 * in vectors.
 *
 * <p>Side by side in the source, lanes are copied row by row. One behind the other, they are
 * transposed in registers, eight steps of the depth at a time: three stages exchange elements
 * between vectors that are 1, 2 and 4 apart. With 16 lanes in a vector, the stage for 8 costs
 * nothing, because the vectors are loaded so that the lanes of their upper half already lie where
 * they belong.
 */
final class FloatVectorPacking {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();
  private static final VectorShuffle<Float> UP1 = rotation(-1);
  private static final VectorShuffle<Float> UP2 = rotation(-2);
  private static final VectorShuffle<Float> UP4 = rotation(-4);
  private static final VectorShuffle<Float> DOWN1 = rotation(1);
  private static final VectorShuffle<Float> DOWN2 = rotation(2);
  private static final VectorShuffle<Float> DOWN4 = rotation(4);
  private static final VectorShuffle<Float> SWAP8 = rotation(8);

  /** Whether the stage for 1 is done in shifts, which cost less than blends with a mask. */
  private static final boolean PAIRS_ARE_LONGS = 2 * Float.BYTES == Long.BYTES;

  /** The even lane of a pair that is one long: lanes lie in it in little-endian order. */
  private static final long EVEN = 0xFFFF_FFFFL;

  private static final VectorMask<Float> ODD1 = odd(1);
  private static final VectorMask<Float> ODD2 = odd(2);
  private static final VectorMask<Float> ODD4 = odd(4);
  private static final VectorMask<Float> ODD8 = odd(8);

  private FloatVectorPacking() {}

  /** Lane i takes the element of lane i + {@code by}, modulo the number of lanes. */
  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + by) & (LANES - 1));
  }

  /** The lanes whose number has the bit {@code stage}. */
  private static VectorMask<Float> odd(int stage) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & stage) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /** As {@link MatmulKernel#pack} where the row stride is 1 and no lane is missing. */
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

  /** As {@link FloatPacking#interleave}, with the padding. */
  static void interleave(
      float[] source,
      int offset,
      int laneStride,
      int lanes,
      int depth,
      float[] panel,
      int panelOffset,
      int width) {
    if (lanes == 8 && width == 8) {
      int whole = depth / LANES * LANES;
      transpose8(source, offset, laneStride, whole, panel, panelOffset);
      FloatPacking.interleave(
          source, offset + whole, laneStride, 8, depth - whole, panel, panelOffset + 8 * whole, 8);
      return;
    }
    int l = 0;
    for (; l + LANES <= lanes; l += LANES) {
      int from = offset + l * laneStride;
      int whole = transposableDepth(source.length, from + (LANES - 1) * laneStride, depth);
      transpose(source, from, laneStride, whole, panel, panelOffset + l, width);
      FloatPacking.interleave(
          source,
          from + whole,
          laneStride,
          LANES,
          depth - whole,
          panel,
          panelOffset + whole * width + l,
          width);
    }
    FloatPacking.interleave(
        source,
        offset + l * laneStride,
        laneStride,
        lanes - l,
        depth,
        panel,
        panelOffset + l,
        width);
    FloatPacking.pad(lanes, depth, panel, panelOffset, width);
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
    for (int p = 0; p < depth; p += 8) {
      FloatVector s0 = FloatVector.fromArray(SPECIES, source, offset + p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, source, from1 + p);
      FloatVector s2 = FloatVector.fromArray(SPECIES, source, from2 + p);
      FloatVector s3 = FloatVector.fromArray(SPECIES, source, from3 + p);
      FloatVector s4 = FloatVector.fromArray(SPECIES, source, from4 + p);
      FloatVector s5 = FloatVector.fromArray(SPECIES, source, from5 + p);
      FloatVector s6 = FloatVector.fromArray(SPECIES, source, from6 + p);
      FloatVector s7 = FloatVector.fromArray(SPECIES, source, from7 + p);
      if (LANES == 16) {
        // The upper half of each vector takes the row 8 below.
        s0 = s0.blend(FloatVector.fromArray(SPECIES, source, offset + p + upper), ODD8);
        s1 = s1.blend(FloatVector.fromArray(SPECIES, source, from1 + p + upper), ODD8);
        s2 = s2.blend(FloatVector.fromArray(SPECIES, source, from2 + p + upper), ODD8);
        s3 = s3.blend(FloatVector.fromArray(SPECIES, source, from3 + p + upper), ODD8);
        s4 = s4.blend(FloatVector.fromArray(SPECIES, source, from4 + p + upper), ODD8);
        s5 = s5.blend(FloatVector.fromArray(SPECIES, source, from5 + p + upper), ODD8);
        s6 = s6.blend(FloatVector.fromArray(SPECIES, source, from6 + p + upper), ODD8);
        s7 = s7.blend(FloatVector.fromArray(SPECIES, source, from7 + p + upper), ODD8);
      }
      FloatVector t0;
      FloatVector t1;
      FloatVector t2;
      FloatVector t3;
      FloatVector t4;
      FloatVector t5;
      FloatVector t6;
      FloatVector t7;
      if (PAIRS_ARE_LONGS) {
        LongVector x0 = s0.reinterpretAsLongs();
        LongVector x1 = s1.reinterpretAsLongs();
        t0 = x0.and(EVEN).or(x1.lanewise(LSHL, 32)).reinterpretAsFloats();
        t1 = x0.lanewise(LSHR, 32).or(x1.and(~EVEN)).reinterpretAsFloats();
        LongVector x2 = s2.reinterpretAsLongs();
        LongVector x3 = s3.reinterpretAsLongs();
        t2 = x2.and(EVEN).or(x3.lanewise(LSHL, 32)).reinterpretAsFloats();
        t3 = x2.lanewise(LSHR, 32).or(x3.and(~EVEN)).reinterpretAsFloats();
        LongVector x4 = s4.reinterpretAsLongs();
        LongVector x5 = s5.reinterpretAsLongs();
        t4 = x4.and(EVEN).or(x5.lanewise(LSHL, 32)).reinterpretAsFloats();
        t5 = x4.lanewise(LSHR, 32).or(x5.and(~EVEN)).reinterpretAsFloats();
        LongVector x6 = s6.reinterpretAsLongs();
        LongVector x7 = s7.reinterpretAsLongs();
        t6 = x6.and(EVEN).or(x7.lanewise(LSHL, 32)).reinterpretAsFloats();
        t7 = x6.lanewise(LSHR, 32).or(x7.and(~EVEN)).reinterpretAsFloats();
      } else {
        t0 = s0.blend(s1.rearrange(UP1), ODD1);
        t1 = s0.rearrange(DOWN1).blend(s1, ODD1);
        t2 = s2.blend(s3.rearrange(UP1), ODD1);
        t3 = s2.rearrange(DOWN1).blend(s3, ODD1);
        t4 = s4.blend(s5.rearrange(UP1), ODD1);
        t5 = s4.rearrange(DOWN1).blend(s5, ODD1);
        t6 = s6.blend(s7.rearrange(UP1), ODD1);
        t7 = s6.rearrange(DOWN1).blend(s7, ODD1);
      }
      FloatVector u0 = t0.blend(t2.rearrange(UP2), ODD2);
      FloatVector u2 = t0.rearrange(DOWN2).blend(t2, ODD2);
      FloatVector u1 = t1.blend(t3.rearrange(UP2), ODD2);
      FloatVector u3 = t1.rearrange(DOWN2).blend(t3, ODD2);
      FloatVector u4 = t4.blend(t6.rearrange(UP2), ODD2);
      FloatVector u6 = t4.rearrange(DOWN2).blend(t6, ODD2);
      FloatVector u5 = t5.blend(t7.rearrange(UP2), ODD2);
      FloatVector u7 = t5.rearrange(DOWN2).blend(t7, ODD2);
      FloatVector w0 = u0.blend(u4.rearrange(UP4), ODD4);
      FloatVector w4 = u0.rearrange(DOWN4).blend(u4, ODD4);
      FloatVector w1 = u1.blend(u5.rearrange(UP4), ODD4);
      FloatVector w5 = u1.rearrange(DOWN4).blend(u5, ODD4);
      FloatVector w2 = u2.blend(u6.rearrange(UP4), ODD4);
      FloatVector w6 = u2.rearrange(DOWN4).blend(u6, ODD4);
      FloatVector w3 = u3.blend(u7.rearrange(UP4), ODD4);
      FloatVector w7 = u3.rearrange(DOWN4).blend(u7, ODD4);
      int to = panelOffset + p * width;
      w0.intoArray(panel, to);
      w1.intoArray(panel, to + width);
      w2.intoArray(panel, to + 2 * width);
      w3.intoArray(panel, to + 3 * width);
      w4.intoArray(panel, to + 4 * width);
      w5.intoArray(panel, to + 5 * width);
      w6.intoArray(panel, to + 6 * width);
      w7.intoArray(panel, to + 7 * width);
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
    int from1 = offset + laneStride;
    int from2 = from1 + laneStride;
    int from3 = from2 + laneStride;
    int from4 = from3 + laneStride;
    int from5 = from4 + laneStride;
    int from6 = from5 + laneStride;
    int from7 = from6 + laneStride;
    for (int p = 0; p < depth; p += LANES) {
      FloatVector s0 = FloatVector.fromArray(SPECIES, source, offset + p);
      FloatVector s1 = FloatVector.fromArray(SPECIES, source, from1 + p);
      FloatVector s2 = FloatVector.fromArray(SPECIES, source, from2 + p);
      FloatVector s3 = FloatVector.fromArray(SPECIES, source, from3 + p);
      FloatVector s4 = FloatVector.fromArray(SPECIES, source, from4 + p);
      FloatVector s5 = FloatVector.fromArray(SPECIES, source, from5 + p);
      FloatVector s6 = FloatVector.fromArray(SPECIES, source, from6 + p);
      FloatVector s7 = FloatVector.fromArray(SPECIES, source, from7 + p);
      FloatVector t0 = s0.blend(s1.rearrange(UP1), ODD1);
      FloatVector t1 = s0.rearrange(DOWN1).blend(s1, ODD1);
      FloatVector t2 = s2.blend(s3.rearrange(UP1), ODD1);
      FloatVector t3 = s2.rearrange(DOWN1).blend(s3, ODD1);
      FloatVector t4 = s4.blend(s5.rearrange(UP1), ODD1);
      FloatVector t5 = s4.rearrange(DOWN1).blend(s5, ODD1);
      FloatVector t6 = s6.blend(s7.rearrange(UP1), ODD1);
      FloatVector t7 = s6.rearrange(DOWN1).blend(s7, ODD1);
      FloatVector u0 = t0.blend(t2.rearrange(UP2), ODD2);
      FloatVector u2 = t0.rearrange(DOWN2).blend(t2, ODD2);
      FloatVector u1 = t1.blend(t3.rearrange(UP2), ODD2);
      FloatVector u3 = t1.rearrange(DOWN2).blend(t3, ODD2);
      FloatVector u4 = t4.blend(t6.rearrange(UP2), ODD2);
      FloatVector u6 = t4.rearrange(DOWN2).blend(t6, ODD2);
      FloatVector u5 = t5.blend(t7.rearrange(UP2), ODD2);
      FloatVector u7 = t5.rearrange(DOWN2).blend(t7, ODD2);
      FloatVector w0 = u0.blend(u4.rearrange(UP4), ODD4);
      FloatVector w4 = u0.rearrange(DOWN4).blend(u4, ODD4);
      FloatVector w1 = u1.blend(u5.rearrange(UP4), ODD4);
      FloatVector w5 = u1.rearrange(DOWN4).blend(u5, ODD4);
      FloatVector w2 = u2.blend(u6.rearrange(UP4), ODD4);
      FloatVector w6 = u2.rearrange(DOWN4).blend(u6, ODD4);
      FloatVector w3 = u3.blend(u7.rearrange(UP4), ODD4);
      FloatVector w7 = u3.rearrange(DOWN4).blend(u7, ODD4);
      int to = panelOffset + 8 * p;
      if (LANES == 16) {
        w0.blend(w1.rearrange(SWAP8), ODD8).intoArray(panel, to);
        w0.rearrange(SWAP8).blend(w1, ODD8).intoArray(panel, to + 64);
        w2.blend(w3.rearrange(SWAP8), ODD8).intoArray(panel, to + 16);
        w2.rearrange(SWAP8).blend(w3, ODD8).intoArray(panel, to + 80);
        w4.blend(w5.rearrange(SWAP8), ODD8).intoArray(panel, to + 32);
        w4.rearrange(SWAP8).blend(w5, ODD8).intoArray(panel, to + 96);
        w6.blend(w7.rearrange(SWAP8), ODD8).intoArray(panel, to + 48);
        w6.rearrange(SWAP8).blend(w7, ODD8).intoArray(panel, to + 112);
      } else {
        w0.intoArray(panel, to);
        w1.intoArray(panel, to + 8);
        w2.intoArray(panel, to + 16);
        w3.intoArray(panel, to + 24);
        w4.intoArray(panel, to + 32);
        w5.intoArray(panel, to + 40);
        w6.intoArray(panel, to + 48);
        w7.intoArray(panel, to + 56);
      }
    }
  }
}
