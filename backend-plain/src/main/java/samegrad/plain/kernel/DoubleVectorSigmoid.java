package samegrad.plain.kernel;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** σ in vectors of float64. */
final class DoubleVectorSigmoid {
  private static final VectorSpecies<Double> SPECIES = Species.doubles();
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

  private DoubleVectorSigmoid() {}

  /** {@link DoubleSigmoid#polynomial}. */
  static DoubleVector polynomial(DoubleVector r, DoubleVector r2) {
    DoubleVector r4 = r2.mul(r2);
    DoubleVector q12 = r.fma(DoubleSigmoid.Q2, DoubleSigmoid.Q1);
    DoubleVector q34 = r.fma(DoubleSigmoid.Q4, DoubleSigmoid.Q3);
    DoubleVector q56 = r.fma(DoubleSigmoid.Q6, DoubleSigmoid.Q5);
    DoubleVector q78 = r.fma(DoubleSigmoid.Q8, DoubleSigmoid.Q7);
    DoubleVector q14 = q34.fma(r2, q12);
    DoubleVector q58 = q78.fma(r2, q56);
    DoubleVector q59 = r4.lanewise(FMA, DoubleSigmoid.Q9, q58);
    return q59.fma(r4, q14).lanewise(FMA, r, DoubleSigmoid.Q0);
  }

  /**
   * Operation for operation {@link DoubleKernels#sigmoid(double)}, in one method because the JIT
   * compiler may decide against inlining a method of our own, and then boxes its vectors.
   */
  static void sigmoid(double[] x, int xFrom, double[] dst, int dstFrom, int length) {
    DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
    DoubleVector minusOne = DoubleVector.broadcast(SPECIES, -1);
    for (int i = 0; i < length; i += LANES) {
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
  }
}
