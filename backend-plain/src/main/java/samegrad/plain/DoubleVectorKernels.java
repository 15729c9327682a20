package samegrad.plain;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import samegrad.tensor.UnaryFunction;

/**
 * {@link DoubleKernels} with the Vector API. Each method has one shape: a vector body up to the
 * last full vector, then the scalar twin on what is left.
 */
final class DoubleVectorKernels implements DoubleKernels {
  private static final VectorSpecies<Double> SPECIES =
      switch (VectorWidth.bits()) {
        case 128 -> DoubleVector.SPECIES_128;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_512;
      };
  private static final int LANES = SPECIES.length();

  /**
   * From the bits of ∞ to the largest integer. The sigmoid clamps by integer arithmetic, because
   * masks cost half as much as all the rest. Adding NAN_GAP to the bits of a positive number makes
   * an integer that is negative for NaN alone, so a minimum leaves NaN as it is, and any negative
   * number too; so does a second minimum, after a change of sign, with what then is positive.
   */
  private static final long NAN_GAP =
      Long.MAX_VALUE - Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

  private static final long HIGH_LIMIT = Double.doubleToRawLongBits(DoubleSigmoid.HIGH) + NAN_GAP;
  private static final long LOW_LIMIT = Double.doubleToRawLongBits(-DoubleSigmoid.LOW) + NAN_GAP;

  private final DoubleScalarKernels tail = new DoubleScalarKernels();

  @Override
  public void map(UnaryFunction f, double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    switch (f) {
      case SIGMOID -> sigmoid(x, xFrom, dst, dstFrom, length);
    }
  }

  /**
   * Operation for operation {@link DoubleSigmoid#sigmoid}, in one method because the JIT compiler
   * may decide against inlining a method of our own, and then boxes its vectors.
   */
  private void sigmoid(double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    DoubleVector minusOne = DoubleVector.broadcast(SPECIES, -1);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      // Of −z, within [−HIGH, −LOW] or NaN, the bits plus NAN_GAP.
      DoubleVector z =
          DoubleVector.fromArray(SPECIES, x, xFrom + i)
              .reinterpretAsLongs()
              .add(NAN_GAP)
              .min(HIGH_LIMIT)
              .add(Long.MIN_VALUE)
              .min(LOW_LIMIT)
              .sub(NAN_GAP)
              .reinterpretAsDoubles();
      DoubleVector rounded = z.fma(-DoubleSigmoid.LOG2_E, DoubleSigmoid.ROUND);
      DoubleVector m = rounded.sub(DoubleSigmoid.ROUND);
      DoubleVector scale =
          rounded
              .reinterpretAsLongs()
              .lanewise(LSHL, DoubleSigmoid.EXPONENT_SHIFT)
              .reinterpretAsDoubles();
      DoubleVector r = m.lanewise(FMA, DoubleSigmoid.LN2_HIGH, z);
      r = m.lanewise(FMA, DoubleSigmoid.LN2_LOW, r);
      DoubleVector r2 = r.mul(r);
      DoubleVector r4 = r2.mul(r2);
      DoubleVector q12 = r.fma(DoubleSigmoid.Q2, DoubleSigmoid.Q1);
      DoubleVector q34 = r.fma(DoubleSigmoid.Q4, DoubleSigmoid.Q3);
      DoubleVector q56 = r.fma(DoubleSigmoid.Q6, DoubleSigmoid.Q5);
      DoubleVector q78 = r.fma(DoubleSigmoid.Q8, DoubleSigmoid.Q7);
      DoubleVector q14 = q34.fma(r2, q12);
      DoubleVector q58 = q78.fma(r2, q56);
      DoubleVector q59 = r4.lanewise(FMA, DoubleSigmoid.Q9, q58);
      DoubleVector q19 = q59.fma(r4, q14);
      DoubleVector q = q19.lanewise(FMA, r, DoubleSigmoid.Q0);
      DoubleVector a = scale.fma(DoubleSigmoid.UNSCALE, 1);
      DoubleVector d = r2.fma(q, a.add(r));
      DoubleVector lost = scale.lanewise(FMA, DoubleSigmoid.UNSCALE, one.sub(a));
      DoubleVector rest = r2.fma(q, a.sub(d).add(r)).add(lost);
      DoubleVector y = minusOne.div(d);
      DoubleVector e = y.fma(rest, y.fma(d, one));
      DoubleVector scaled = y.mul(scale);
      scaled.fma(e, scaled).mul(-DoubleSigmoid.UNSCALE).intoArray(dst, dstFrom + i);
    }
    tail.map(UnaryFunction.SIGMOID, x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void sigmoidGradient(
      double[] g, int gFrom, double[] a, int aFrom, double[] dst, int dstFrom, int length) {
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector activation = DoubleVector.fromArray(SPECIES, a, aFrom + i);
      DoubleVector slope = activation.mul(one.sub(activation));
      DoubleVector.fromArray(SPECIES, g, gFrom + i).mul(slope).intoArray(dst, dstFrom + i);
    }
    tail.sigmoidGradient(g, gFrom + bound, a, aFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void add(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i)
          .add(DoubleVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    tail.add(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtract(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i)
          .sub(DoubleVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    tail.subtract(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiply(
      double[] x, int xFrom, double[] y, int yFrom, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i)
          .mul(DoubleVector.fromArray(SPECIES, y, yFrom + i))
          .intoArray(dst, dstFrom + i);
    }
    tail.multiply(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void addScalar(double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i).add(y).intoArray(dst, dstFrom + i);
    }
    tail.addScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtractFromScalar(
      double y, double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    DoubleVector minuend = DoubleVector.broadcast(SPECIES, y);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      minuend.sub(DoubleVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    tail.subtractFromScalar(y, x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiplyScalar(
      double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i).mul(y).intoArray(dst, dstFrom + i);
    }
    tail.multiplyScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public double sumBlock(double[] x, int xFrom, int length) {
    int bound = length - length % SUM_LANES;
    double lanes = bound == 0 ? 0 : treeOfLanes(x, xFrom, xFrom + bound, SUM_LANES);
    return DoubleScalarKernels.chain(lanes, x, xFrom + bound, length - bound);
  }

  /**
   * The tree over {@code lanes} neighbouring chains, the first of which starts at {@code from};
   * each goes on in steps of SUM_LANES below {@code to}. Two vectors at a time hide half the
   * latency of addition.
   */
  private static double treeOfLanes(double[] x, int from, int to, int lanes) {
    if (lanes > 2 * LANES) {
      int half = lanes / 2;
      return treeOfLanes(x, from, to, half) + treeOfLanes(x, from + half, to, half);
    }
    DoubleVector left = DoubleVector.zero(SPECIES);
    DoubleVector right = left;
    for (int i = from; i < to; i += SUM_LANES) {
      left = left.add(DoubleVector.fromArray(SPECIES, x, i));
      right = right.add(DoubleVector.fromArray(SPECIES, x, i + LANES));
    }
    // The tree within each vector, neighbours first.
    double l = left.lane(0) + left.lane(1);
    double r = right.lane(0) + right.lane(1);
    if (LANES >= 4) {
      l += left.lane(2) + left.lane(3);
      r += right.lane(2) + right.lane(3);
    }
    if (LANES == 8) {
      l += (left.lane(4) + left.lane(5)) + (left.lane(6) + left.lane(7));
      r += (right.lane(4) + right.lane(5)) + (right.lane(6) + right.lane(7));
    }
    return l + r;
  }

  @Override
  public void accumulateRows(
      double[] x, int xFrom, int stride, int rows, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    int row = 0;
    // Four rows a pass, so that dst is read and written once for four additions.
    for (; row + 4 <= rows; row += 4) {
      int first = xFrom + row * stride;
      for (int j = 0; j < bound; j += LANES) {
        int at = first + j;
        DoubleVector.fromArray(SPECIES, dst, dstFrom + j)
            .add(DoubleVector.fromArray(SPECIES, x, at))
            .add(DoubleVector.fromArray(SPECIES, x, at + stride))
            .add(DoubleVector.fromArray(SPECIES, x, at + 2 * stride))
            .add(DoubleVector.fromArray(SPECIES, x, at + 3 * stride))
            .intoArray(dst, dstFrom + j);
      }
    }
    for (; row < rows; row++) {
      add(dst, dstFrom, x, xFrom + row * stride, dst, dstFrom, bound);
    }
    tail.accumulateRows(x, xFrom + bound, stride, rows, dst, dstFrom + bound, length - bound);
  }
}
