package samegrad.verify;

import samegrad.tensor.DType;

/** Gathers a {@link Comparison} element by element. */
final class ComparisonBuilder {
  private final Reference reference;
  private final double bounds;

  private double maxAbsolute;
  private double maxRelative;
  private double maxUlps;
  private double maxRatio;
  private double largest;
  private boolean sameBits = true;
  private boolean differs;
  private int abstaining;
  private int unbounded;
  private int worst = -1;
  private double worstGot = Double.NaN;
  private double worstExpected = Double.NaN;
  private double worstError;
  private double worstBound;

  /**
   * Without any element yet.
   *
   * @param bounds how many times its bound an element may be off
   */
  ComparisonBuilder(Reference reference, int bounds) {
    this.reference = reference;
    this.bounds = bounds;
  }

  /**
   * Takes an element in.
   *
   * @param error how far it is off: 0 if it is the ±∞ or NaN that it should be, +∞ if not
   * @param same whether it has the bits that it should have
   */
  void add(int i, double got, double expected, double error, boolean same) {
    sameBits &= same;
    double bound = bounds * reference.bound(i);
    double exact = Math.abs(reference.nearest(i));
    if (bound == Double.POSITIVE_INFINITY) {
      unbounded++;
      abstaining++;
      return;
    }
    if (!(error <= bound)) {
      differs = true;
    } else if (bound > 0 && bound >= exact) {
      abstaining++;
    }
    double ratio = Comparison.ratio(error, bound);
    if (worst < 0 || ratio > maxRatio) {
      worst = i;
      worstGot = got;
      worstExpected = expected;
      worstError = error;
      worstBound = bound;
      maxRatio = ratio;
    }
    if (error > 0) {
      maxAbsolute = Math.max(maxAbsolute, error);
      maxRelative = Math.max(maxRelative, Double.isFinite(exact) ? error / exact : error);
      maxUlps = Math.max(maxUlps, Double.isFinite(exact) ? error / ulp(exact) : error);
    }
    largest = Math.max(largest, Math.max(bound, Double.isFinite(exact) ? exact : 0));
  }

  private double ulp(double exact) {
    return reference.type().dtype() == DType.FLOAT32
        ? Math.ulp((float) Math.min(exact, Float.MAX_VALUE))
        : Math.ulp(exact);
  }

  /** What came out. */
  Comparison build() {
    Verdict verdict =
        differs
            ? Verdict.DIFFER
            : unbounded > 0 || boundsAreAsLarge() ? Verdict.ABSTAIN : Verdict.AGREE;
    return new Comparison(
        verdict,
        reference.type(),
        reference.type(),
        maxAbsolute,
        maxRelative,
        maxUlps,
        maxRatio,
        sameBits,
        abstaining,
        unbounded,
        worst,
        worstGot,
        worstExpected,
        worstError,
        worstBound);
  }

  /** Whether ‖bound‖₂ ≥ ‖exact‖₂, scaled so that no square overflows; not if both are 0. */
  private boolean boundsAreAsLarge() {
    if (largest == 0) {
      return false;
    }
    double ofBounds = 0;
    double ofExact = 0;
    for (int i = 0; i < reference.size(); i++) {
      double exact = reference.nearest(i) / largest;
      if (Double.isFinite(exact)) {
        double bound = bounds * reference.bound(i) / largest;
        ofBounds += bound * bound;
        ofExact += exact * exact;
      }
    }
    return ofBounds >= ofExact;
  }
}
