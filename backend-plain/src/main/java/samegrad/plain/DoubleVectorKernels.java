package samegrad.plain;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleKernels} with the Vector API. Each method has one shape: a vector body up to the
 * last full vector, then the scalar twin on what is left.
 */
final class DoubleVectorKernels implements DoubleKernels {
  private static final VectorSpecies<Double> SPECIES =
      switch (VectorWidth.BITS) {
        case 128 -> DoubleVector.SPECIES_128;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_512;
      };
  private static final int LANES = SPECIES.length();

  private final DoubleScalarKernels rest = new DoubleScalarKernels();

  @Override
  public void sigmoid(double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      sigmoid(DoubleVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    rest.sigmoid(x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  /** Operation for operation {@link DoubleSigmoid#sigmoid}. */
  private static DoubleVector sigmoid(DoubleVector z) {
    DoubleVector c = z.blend(DoubleSigmoid.LOW, z.compare(LT, DoubleSigmoid.LOW));
    c = c.blend(DoubleSigmoid.HIGH, c.compare(GT, DoubleSigmoid.HIGH));
    DoubleVector rounded = c.fma(DoubleSigmoid.LOG2_E, DoubleSigmoid.ROUND);
    DoubleVector m = rounded.sub(DoubleSigmoid.ROUND);
    DoubleVector r0 = m.lanewise(FMA, -DoubleSigmoid.LN2_HIGH, c);
    DoubleVector r = m.lanewise(FMA, -DoubleSigmoid.LN2_LOW, r0);
    DoubleVector scale =
        rounded
            .reinterpretAsLongs()
            .lanewise(LSHL, DoubleSigmoid.EXPONENT_SHIFT)
            .reinterpretAsDoubles();
    DoubleVector s = scale.mul(-DoubleSigmoid.UNSCALE);
    DoubleVector p = r.mul(r).mul(polynomial(r));
    DoubleVector a = s.sub(1);
    DoubleVector d = a.add(r.add(p));
    DoubleVector lost = s.sub(a.add(1));
    DoubleVector low = m.lanewise(FMA, -DoubleSigmoid.LN2_LOW, p).add(lost);
    DoubleVector y = DoubleVector.broadcast(SPECIES, -1).div(d);
    DoubleVector e = y.lanewise(FMA, a, 1);
    e = y.fma(r0, e);
    e = y.fma(low, e);
    y = y.fma(e, y);
    return y.mul(scale).mul(DoubleSigmoid.UNSCALE);
  }

  /** Apart, so that each method is small enough for the JIT compiler to inline. */
  private static DoubleVector polynomial(DoubleVector r) {
    DoubleVector q = r.fma(DoubleSigmoid.Q9, DoubleSigmoid.Q8);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q7);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q6);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q5);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q4);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q3);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q2);
    q = q.lanewise(FMA, r, DoubleSigmoid.Q1);
    return q.lanewise(FMA, r, DoubleSigmoid.Q0);
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
    rest.sigmoidGradient(g, gFrom + bound, a, aFrom + bound, dst, dstFrom + bound, length - bound);
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
    rest.add(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
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
    rest.subtract(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
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
    rest.multiply(x, xFrom + bound, y, yFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void addScalar(double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i).add(y).intoArray(dst, dstFrom + i);
    }
    rest.addScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void subtractFromScalar(
      double y, double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    DoubleVector minuend = DoubleVector.broadcast(SPECIES, y);
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      minuend.sub(DoubleVector.fromArray(SPECIES, x, xFrom + i)).intoArray(dst, dstFrom + i);
    }
    rest.subtractFromScalar(y, x, xFrom + bound, dst, dstFrom + bound, length - bound);
  }

  @Override
  public void multiplyScalar(
      double[] x, int xFrom, double y, double[] dst, int dstFrom, int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xFrom + i).mul(y).intoArray(dst, dstFrom + i);
    }
    rest.multiplyScalar(x, xFrom + bound, y, dst, dstFrom + bound, length - bound);
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
    return treeOf(left) + treeOf(right);
  }

  /** The tree within a vector, neighbours first. */
  private static double treeOf(DoubleVector v) {
    double two = v.lane(0) + v.lane(1);
    if (LANES == 2) {
      return two;
    }
    double four = two + (v.lane(2) + v.lane(3));
    return LANES == 4 ? four : four + ((v.lane(4) + v.lane(5)) + (v.lane(6) + v.lane(7)));
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
    rest.accumulateRows(x, xFrom + bound, stride, rows, dst, dstFrom + bound, length - bound);
  }
}
