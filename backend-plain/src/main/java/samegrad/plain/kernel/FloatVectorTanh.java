package samegrad.plain.kernel;

import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** tanh in vectors of float32. */
final class FloatVectorTanh {
  private static final VectorSpecies<Float> SPECIES = Species.floats();
  private static final int LANES = SPECIES.length();

  private FloatVectorTanh() {}

  /** Operation for operation {@link FloatTanh#tanh}, in one method as in FloatVectorSigmoid. */
  static void tanh(float[] x, int xFrom, float[] dst, int dstFrom, int length) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    for (int i = 0; i < length; i += LANES) {
      FloatVector z = FloatVector.fromArray(SPECIES, x, xFrom + i);
      FloatVector magnitude = z.abs().min(FloatTanh.HIGH);
      FloatVector twice = magnitude.add(magnitude);
      FloatVector rounded = twice.fma(-FloatSigmoid.LOG2_E, FloatSigmoid.ROUND);
      FloatVector m = rounded.sub(FloatSigmoid.ROUND);
      FloatVector t =
          rounded
              .reinterpretAsInts()
              .lanewise(LSHL, FloatSigmoid.EXPONENT_SHIFT)
              .reinterpretAsFloats()
              .mul(FloatSigmoid.UNSCALE);
      FloatVector high = m.lanewise(FMA, FloatSigmoid.LN2_HIGH, twice);
      FloatVector r = m.lanewise(FMA, FloatSigmoid.LN2_LOW, high);
      FloatVector rLow = m.lanewise(FMA, FloatSigmoid.LN2_LOW, high.sub(r));
      FloatVector r2 = r.mul(r);
      FloatVector q = FloatVectorSigmoid.polynomial(r, r2);
      FloatVector less = one.sub(t);
      FloatVector a = less.add(r);
      FloatVector n = r2.fma(q, a);
      FloatVector nLost = one.sub(less).sub(t).add(less.sub(a).add(r));
      FloatVector nLow = r2.fma(q, a.sub(n)).add(nLost.add(rLow));
      FloatVector more = one.add(t);
      FloatVector b = more.add(r);
      FloatVector d = r2.fma(q, b);
      FloatVector dLost = one.sub(more).add(t).add(more.sub(b).add(r));
      FloatVector dLow = r2.fma(q, b.sub(d)).add(dLost.add(rLow));
      FloatVector inverse = one.div(d);
      FloatVector y = n.mul(inverse);
      FloatVector minusY = y.neg();
      FloatVector rest = minusY.fma(d, n).add(minusY.fma(dLow, nLow));
      rest.fma(inverse, y)
          .reinterpretAsInts()
          .or(z.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoArray(dst, dstFrom + i);
    }
  }
}
