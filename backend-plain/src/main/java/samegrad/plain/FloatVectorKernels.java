package samegrad.plain;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatKernels} with the Vector API. Each method has one shape: a vector body up to the last
 * full vector, then the scalar twin on what is left.
 */
final class FloatVectorKernels implements FloatKernels {
  private static final VectorSpecies<Float> SPECIES =
      switch (VectorWidth.BITS) {
        case 128 -> FloatVector.SPECIES_128;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
      };
  private static final int LANES = SPECIES.length();

  private final FloatScalarKernels rest = new FloatScalarKernels();

  @Override
  public void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      sigmoid(FloatVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    rest.sigmoid(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  /** Operation for operation {@link FloatSigmoid#sigmoid}. */
  private static FloatVector sigmoid(FloatVector z) {
    FloatVector c = z.blend(FloatSigmoid.LOW, z.compare(LT, FloatSigmoid.LOW));
    c = c.blend(FloatSigmoid.HIGH, c.compare(GT, FloatSigmoid.HIGH));
    FloatVector rounded = c.fma(FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
    FloatVector m = rounded.sub(FloatSigmoid.ROUND);
    FloatVector r0 = m.lanewise(FMA, -FloatSigmoid.LN2_HIGH, c);
    FloatVector r = m.lanewise(FMA, -FloatSigmoid.LN2_LOW, r0);
    FloatVector scale =
        rounded
            .reinterpretAsInts()
            .lanewise(LSHL, FloatSigmoid.EXPONENT_SHIFT)
            .reinterpretAsFloats();
    FloatVector s = scale.mul(-FloatSigmoid.UNSCALE);
    FloatVector p = r.mul(r).mul(polynomial(r));
    FloatVector a = s.sub(1);
    FloatVector d = a.add(r.add(p));
    FloatVector lost = s.sub(a.add(1));
    FloatVector low = m.lanewise(FMA, -FloatSigmoid.LN2_LOW, p).add(lost);
    FloatVector y = FloatVector.broadcast(SPECIES, -1).div(d);
    FloatVector e = y.lanewise(FMA, a, 1);
    e = y.fma(r0, e);
    e = y.fma(low, e);
    y = y.fma(e, y);
    return y.mul(scale).mul(FloatSigmoid.UNSCALE);
  }

  /** Apart, so that each method is small enough for the JIT compiler to inline. */
  private static FloatVector polynomial(FloatVector r) {
    FloatVector q = r.fma(FloatSigmoid.Q4, FloatSigmoid.Q3);
    q = q.lanewise(FMA, r, FloatSigmoid.Q2);
    q = q.lanewise(FMA, r, FloatSigmoid.Q1);
    return q.lanewise(FMA, r, FloatSigmoid.Q0);
  }

  @Override
  public void sigmoidGradient(
      float[] g, int gFrom, float[] a, int aFrom, float[] dst, int dstFrom, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector activation = FloatVector.fromArray(SPECIES, a, aFrom + i);
      FloatVector slope = activation.mul(one.sub(activation));
      FloatVector.fromArray(SPECIES, g, gFrom + i).mul(slope).intoArray(dst, dstFrom + i);
    }
    rest.sigmoidGradient(g, gFrom + bound, a, aFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void add(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .add(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    rest.add(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtract(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .sub(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    rest.subtract(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiply(
      float[] x, int xFrom, float[] y, int yFrom, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i)
          .mul(FloatVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    rest.multiply(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void addScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i).add(y).intoArray(dst, dstFrom + i);
    }
    rest.addScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtractFromScalar(
      float y, float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    FloatVector minuend = FloatVector.broadcast(SPECIES, y);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      minuend.sub(FloatVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    rest.subtractFromScalar(y, x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiplyScalar(float[] x, int xFrom, float y, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xFrom + i).mul(y).intoArray(dst, dstFrom + i);
    }
    rest.multiplyScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public float sumBlock(float[] x, int xFrom, int length) {
    int bound = length - length % SUM_LANES;
    float lanes = bound == 0 ? 0 : treeOfLanes(x, xFrom, xFrom + bound, SUM_LANES);
    return FloatScalarKernels.chain(lanes, x, xFrom + bound, length - bound);
  }

  /**
   * The tree over {@code lanes} neighbouring chains, the first of which starts at {@code from};
   * each goes on in steps of SUM_LANES below {@code to}. Two vectors at a time hide half the
   * latency of addition.
   */
  private static float treeOfLanes(float[] x, int from, int to, int lanes) {
    if (lanes > 2 * LANES) {
      int half = lanes / 2;
      return treeOfLanes(x, from, to, half) + treeOfLanes(x, from + half, to, half);
    }
    FloatVector left = FloatVector.zero(SPECIES);
    FloatVector right = left;
    for (int i = from; i < to; i += SUM_LANES) {
      left = left.add(FloatVector.fromArray(SPECIES, x, i));
      right = right.add(FloatVector.fromArray(SPECIES, x, i + LANES));
    }
    return treeOf(left) + treeOf(right);
  }

  /** The tree within a vector, neighbours first. */
  private static float treeOf(FloatVector v) {
    float four = fourOf(v, 0);
    if (LANES == 4) {
      return four;
    }
    float eight = four + fourOf(v, 4);
    return LANES == 8 ? eight : eight + (fourOf(v, 8) + fourOf(v, 12));
  }

  private static float fourOf(FloatVector v, int lane) {
    return (v.lane(lane) + v.lane(lane + 1)) + (v.lane(lane + 2) + v.lane(lane + 3));
  }

  @Override
  public void accumulateRows(
      float[] x, int xFrom, int stride, int rows, float[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    int row = 0;
    // Four rows a pass, so that dst is read and written once for four additions.
    for (; row + 4 <= rows; row += 4) {
      int first = xFrom + row * stride;
      for (int j = 0; j < bound; j += LANES) {
        int at = first + j;
        FloatVector.fromArray(SPECIES, dst, dstFrom + j)
            .add(FloatVector.fromArray(SPECIES, x, at))
            .add(FloatVector.fromArray(SPECIES, x, at + stride))
            .add(FloatVector.fromArray(SPECIES, x, at + 2 * stride))
            .add(FloatVector.fromArray(SPECIES, x, at + 3 * stride))
            .intoArray(dst, dstFrom + j);
      }
    }
    for (; row < rows; row++) {
      add(dst, dstFrom, x, xFrom + row * stride, dst, dstFrom, bound);
    }
    rest.accumulateRows(x, xFrom + bound, stride, rows, dst, dstFrom + bound, length - bound);
  }
}
