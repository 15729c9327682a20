package samegrad.plain;

import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packing for {@link VectorDoubleMatmul}: the same copies as {@link ScalarDoubleMatmul#pack}, in
 * vectors.
 *
 * <p>Side by side in the source, lanes are copied row by row. One behind the other, they are
 * transposed in registers, eight steps of the depth at a time: three stages exchange elements
 * between vectors that are 1, 2 and 4 apart. What a stage exchanges is selected by bitwise
 * operations, {@code a ^ ((a ^ b) & mask)}, because up to JDK 17 a blend makes its mask anew each
 * time.
 */
final class VectorDoublePacking {
  private static final VectorSpecies<Double> SPECIES = Species.doubles();
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Long> LONGS = Species.longs();
  private static final VectorShuffle<Long> UP1 = rotation(-1);
  private static final VectorShuffle<Long> UP2 = rotation(-2);
  private static final VectorShuffle<Long> UP4 = rotation(-4);
  private static final VectorShuffle<Long> DOWN1 = rotation(1);
  private static final VectorShuffle<Long> DOWN2 = rotation(2);
  private static final VectorShuffle<Long> DOWN4 = rotation(4);
  private static final long[] ODD1 = odd(1);
  private static final long[] ODD2 = odd(2);
  private static final long[] ODD4 = odd(4);

  private VectorDoublePacking() {}

  /** Lane i takes that of number i + {@code by}, modulo their number. */
  private static VectorShuffle<Long> rotation(int by) {
    return VectorShuffle.fromOp(LONGS, lane -> (lane + by) & (LANES - 1));
  }

  /** All bits of the lanes whose number has the bit {@code stage}. */
  private static long[] odd(int stage) {
    long[] mask = new long[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      mask[lane] = (lane & stage) != 0 ? -1 : 0;
    }
    return mask;
  }

  /** As {@link MatmulKernel#pack} where {@code laneStride} is 1 and no lane is missing. */
  static void copy(
      double[] source,
      int offset,
      int depthStride,
      int depth,
      double[] panel,
      int panelOffset,
      int width) {
    if (width == 2 * LANES) {
      for (int p = 0; p < depth; p++) {
        int from = offset + p * depthStride;
        int to = panelOffset + p * width;
        DoubleVector left = DoubleVector.fromArray(SPECIES, source, from);
        DoubleVector right = DoubleVector.fromArray(SPECIES, source, from + LANES);
        left.intoArray(panel, to);
        right.intoArray(panel, to + LANES);
      }
      return;
    }
    int whole = wholeVectorSteps(source.length - offset, depthStride, depth);
    whole = Math.min(whole, wholeVectorSteps(depth * width, width, depth));
    for (int p = 0; p < whole; p++) {
      // Each step overwrites what the step before wrote beyond its row.
      DoubleVector.fromArray(SPECIES, source, offset + p * depthStride)
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
    return LANES == 8;
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
      double[] source,
      int offset,
      int laneStride,
      int depth,
      double[] panel,
      int panelOffset,
      int width) {
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
    for (int p = 0; p < depth; p += 8) {
      LongVector x0 = DoubleVector.fromArray(SPECIES, source, offset + p).reinterpretAsLongs();
      LongVector x1 = DoubleVector.fromArray(SPECIES, source, from1 + p).reinterpretAsLongs();
      LongVector x2 = DoubleVector.fromArray(SPECIES, source, from2 + p).reinterpretAsLongs();
      LongVector x3 = DoubleVector.fromArray(SPECIES, source, from3 + p).reinterpretAsLongs();
      LongVector x4 = DoubleVector.fromArray(SPECIES, source, from4 + p).reinterpretAsLongs();
      LongVector x5 = DoubleVector.fromArray(SPECIES, source, from5 + p).reinterpretAsLongs();
      LongVector x6 = DoubleVector.fromArray(SPECIES, source, from6 + p).reinterpretAsLongs();
      LongVector x7 = DoubleVector.fromArray(SPECIES, source, from7 + p).reinterpretAsLongs();
      LongVector x1Up = x1.rearrange(UP1);
      LongVector x0Down = x0.rearrange(DOWN1);
      LongVector t0 = x0.lanewise(XOR, x0.lanewise(XOR, x1Up).and(odd1));
      LongVector t1 = x0Down.lanewise(XOR, x0Down.lanewise(XOR, x1).and(odd1));
      LongVector x3Up = x3.rearrange(UP1);
      LongVector x2Down = x2.rearrange(DOWN1);
      LongVector t2 = x2.lanewise(XOR, x2.lanewise(XOR, x3Up).and(odd1));
      LongVector t3 = x2Down.lanewise(XOR, x2Down.lanewise(XOR, x3).and(odd1));
      LongVector x5Up = x5.rearrange(UP1);
      LongVector x4Down = x4.rearrange(DOWN1);
      LongVector t4 = x4.lanewise(XOR, x4.lanewise(XOR, x5Up).and(odd1));
      LongVector t5 = x4Down.lanewise(XOR, x4Down.lanewise(XOR, x5).and(odd1));
      LongVector x7Up = x7.rearrange(UP1);
      LongVector x6Down = x6.rearrange(DOWN1);
      LongVector t6 = x6.lanewise(XOR, x6.lanewise(XOR, x7Up).and(odd1));
      LongVector t7 = x6Down.lanewise(XOR, x6Down.lanewise(XOR, x7).and(odd1));
      LongVector t2Up = t2.rearrange(UP2);
      LongVector t0Down = t0.rearrange(DOWN2);
      LongVector u0 = t0.lanewise(XOR, t0.lanewise(XOR, t2Up).and(odd2));
      LongVector u2 = t0Down.lanewise(XOR, t0Down.lanewise(XOR, t2).and(odd2));
      LongVector t3Up = t3.rearrange(UP2);
      LongVector t1Down = t1.rearrange(DOWN2);
      LongVector u1 = t1.lanewise(XOR, t1.lanewise(XOR, t3Up).and(odd2));
      LongVector u3 = t1Down.lanewise(XOR, t1Down.lanewise(XOR, t3).and(odd2));
      LongVector t6Up = t6.rearrange(UP2);
      LongVector t4Down = t4.rearrange(DOWN2);
      LongVector u4 = t4.lanewise(XOR, t4.lanewise(XOR, t6Up).and(odd2));
      LongVector u6 = t4Down.lanewise(XOR, t4Down.lanewise(XOR, t6).and(odd2));
      LongVector t7Up = t7.rearrange(UP2);
      LongVector t5Down = t5.rearrange(DOWN2);
      LongVector u5 = t5.lanewise(XOR, t5.lanewise(XOR, t7Up).and(odd2));
      LongVector u7 = t5Down.lanewise(XOR, t5Down.lanewise(XOR, t7).and(odd2));
      LongVector u4Up = u4.rearrange(UP4);
      LongVector u0Down = u0.rearrange(DOWN4);
      LongVector w0 = u0.lanewise(XOR, u0.lanewise(XOR, u4Up).and(odd4));
      LongVector w4 = u0Down.lanewise(XOR, u0Down.lanewise(XOR, u4).and(odd4));
      LongVector u5Up = u5.rearrange(UP4);
      LongVector u1Down = u1.rearrange(DOWN4);
      LongVector w1 = u1.lanewise(XOR, u1.lanewise(XOR, u5Up).and(odd4));
      LongVector w5 = u1Down.lanewise(XOR, u1Down.lanewise(XOR, u5).and(odd4));
      LongVector u6Up = u6.rearrange(UP4);
      LongVector u2Down = u2.rearrange(DOWN4);
      LongVector w2 = u2.lanewise(XOR, u2.lanewise(XOR, u6Up).and(odd4));
      LongVector w6 = u2Down.lanewise(XOR, u2Down.lanewise(XOR, u6).and(odd4));
      LongVector u7Up = u7.rearrange(UP4);
      LongVector u3Down = u3.rearrange(DOWN4);
      LongVector w3 = u3.lanewise(XOR, u3.lanewise(XOR, u7Up).and(odd4));
      LongVector w7 = u3Down.lanewise(XOR, u3Down.lanewise(XOR, u7).and(odd4));
      int to = panelOffset + p * width;
      w0.reinterpretAsDoubles().intoArray(panel, to);
      w1.reinterpretAsDoubles().intoArray(panel, to + width);
      w2.reinterpretAsDoubles().intoArray(panel, to + 2 * width);
      w3.reinterpretAsDoubles().intoArray(panel, to + 3 * width);
      w4.reinterpretAsDoubles().intoArray(panel, to + 4 * width);
      w5.reinterpretAsDoubles().intoArray(panel, to + 5 * width);
      w6.reinterpretAsDoubles().intoArray(panel, to + 6 * width);
      w7.reinterpretAsDoubles().intoArray(panel, to + 7 * width);
    }
  }
}
