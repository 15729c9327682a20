package samegrad.plain.kernel;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** σ in vectors of float32. */
final class FloatVectorSigmoid {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();

  /**
   * From the bits of ∞ to the largest integer. The sigmoid clamps by integer arithmetic, because
   * masks cost half as much as all the rest. Adding NAN_GAP to the bits of a positive number makes
   * an integer that is negative for NaN alone, so a minimum leaves NaN as it is, and any negative
   * number too; so does a second minimum, after a change of sign, with what then is positive.
   */
  private static final int NAN_GAP =
      Integer.MAX_VALUE - Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private static final int HIGH_LIMIT = Float.floatToRawIntBits(FloatSigmoid.HIGH) + NAN_GAP;
  private static final int LOW_LIMIT = Float.floatToRawIntBits(-FloatSigmoid.LOW) + NAN_GAP;

  private FloatVectorSigmoid() {}

  /** {@link FloatSigmoid#polynomial}. */
  static FloatVector polynomial(FloatVector r, FloatVector r2) {
    FloatVector q12 = r.fma(FloatSigmoid.Q2, FloatSigmoid.Q1);
    FloatVector q34 = r.fma(FloatSigmoid.Q4, FloatSigmoid.Q3);
    return q34.fma(r2, q12).lanewise(FMA, r, FloatSigmoid.Q0);
  }

  /**
   * Operation for operation {@link FloatKernels#sigmoid(float)}, in one method because the JIT
   * compiler may decide against inlining a method of our own, and then boxes its vectors.
   */
  static void sigmoid(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
    for (int i = 0; i < length; i += LANES) {
      // Of −z, within [−HIGH, −LOW] or NaN, the bits plus NAN_GAP.
      FloatVector z =
          FloatVector.fromArray(SPECIES, x, xFrom + i)
              .reinterpretAsInts()
              .add(NAN_GAP)
              .min(HIGH_LIMIT)
              .add(Integer.MIN_VALUE)
              .min(LOW_LIMIT)
              .sub(NAN_GAP)
              .reinterpretAsFloats();
      FloatVector rounded = z.fma(-FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
      FloatVector m = rounded.sub(FloatSigmoid.ROUND);
      FloatVector scale =
          rounded
              .reinterpretAsInts()
              .lanewise(LSHL, FloatSigmoid.EXPONENT_SHIFT)
              .reinterpretAsFloats();
      FloatVector r = m.lanewise(FMA, FloatSigmoid.LN2_HIGH, z);
      r = m.lanewise(FMA, FloatSigmoid.LN2_LOW, r);
      FloatVector r2 = r.mul(r);
      FloatVector q12 = r.fma(FloatSigmoid.Q2, FloatSigmoid.Q1);
      FloatVector q34 = r.fma(FloatSigmoid.Q4, FloatSigmoid.Q3);
      FloatVector q14 = q34.fma(r2, q12);
      FloatVector q = q14.lanewise(FMA, r, FloatSigmoid.Q0);
      FloatVector a = scale.fma(FloatSigmoid.UNSCALE, 1);
      FloatVector d = r2.fma(q, a.add(r));
      FloatVector lost = scale.lanewise(FMA, FloatSigmoid.UNSCALE, one.sub(a));
      FloatVector rest = r2.fma(q, a.sub(d).add(r)).add(lost);
      FloatVector y = minusOne.div(d);
      FloatVector e = y.fma(rest, y.fma(d, one));
      FloatVector scaled = y.mul(scale);
      scaled.fma(e, scaled).mul(-FloatSigmoid.UNSCALE).intoArray(dst, dstFrom + i);
    }
  }
}
