package samegrad.verify;

import samegrad.DType;
import samegrad.Shape;

/** Gathers a {@link Comparison} element by element. */
final class Tally {
  private final Reference reference;
  private final double bounds;

  private double maxAbsolute;
  private double maxRelative;
  private double maxUlps;
  private double maxRatio;
  private double largest;
  private boolean sameBits = true;
  private boolean unbounded;
  private boolean differs;
  private int abstaining;
  private int worst = -1;
  private double worstGot;
  private double worstDistance;

  /**
   * An empty tally.
   *
   * @param bounds how many times its bound an element may be off
   */
  Tally(Reference reference, int bounds) {
    this.reference = reference;
    this.bounds = bounds;
  }

  /**
   * Takes an element in.
   *
   * @param distance how far it is off: 0 if it is the ±∞ or NaN that it should be, +∞ if not
   * @param same whether it has the bits that it should have
   */
  void add(int i, double got, double distance, boolean same) {
    sameBits &= same;
    double bound = bounds * reference.bound(i);
    double exact = Math.abs(reference.nearest(i));
    if (bound == Double.POSITIVE_INFINITY) {
      unbounded = true;
      abstaining++;
      return;
    }
    double ratio = distance == 0 ? 0 : distance / bound;
    maxAbsolute = Math.max(maxAbsolute, distance);
    if (distance > 0) {
      maxRelative = Math.max(maxRelative, distance / exact);
      maxUlps = Math.max(maxUlps, distance / ulp(exact));
    }
    maxRatio = Math.max(maxRatio, ratio);
    if (worst < 0 || ratio > worstDistance / (bounds * reference.bound(worst))) {
      worst = i;
      worstGot = got;
      worstDistance = distance;
    }
    if (!(distance <= bound)) {
      differs = true;
    } else if (bound > 0 && bound >= exact) {
      abstaining++;
    }
    largest = Math.max(largest, Math.max(bound, Double.isFinite(exact) ? exact : 0));
  }

  private double ulp(double exact) {
    if (!Double.isFinite(exact)) {
      return 1;
    }
    return reference.type().dtype() == DType.FLOAT32
        ? Math.ulp((float) Math.min(exact, Float.MAX_VALUE))
        : Math.ulp(exact);
  }

  /**
   * What came out.
   *
   * @param against what the results were compared with
   */
  Comparison comparison(String against) {
    Verdict verdict =
        differs
            ? Verdict.DIFFER
            : unbounded || boundsAreAsLarge() ? Verdict.ABSTAIN : Verdict.AGREE;
    return new Comparison(
        verdict,
        maxAbsolute,
        maxRelative,
        maxUlps,
        maxRatio,
        sameBits,
        worst,
        abstaining,
        reference.size(),
        detail(against));
  }

  /** Whether ‖bound‖₂ ≥ ‖exact‖₂, scaled so that no square overflows; not if both are 0. */
  private boolean boundsAreAsLarge() {
    if (largest == 0) {
      return false;
    }
    double ofBounds = 0;
    double ofExact = 0;
    for (int i = 0; i < reference.size(); i++) {
      double exact = reference.nearest(i);
      if (Double.isFinite(exact)) {
        double boundShare = bounds * reference.bound(i) / largest;
        ofBounds += boundShare * boundShare;
        ofExact += exact / largest * (exact / largest);
      }
    }
    return ofBounds >= ofExact;
  }

  private String detail(String against) {
    String some = abstaining + " of " + reference.size() + " elements abstain";
    if (worst < 0) {
      return reference.size() == 0 ? "no elements" : some;
    }
    double bound = bounds * reference.bound(worst);
    double exact = reference.nearest(worst);
    return "worst is element %s: got %s, exact %s, error %.3g, bound %.3g, ratio %.3g, %.3g ulp%s"
        .formatted(
            place(worst),
            text(worstGot),
            text(exact),
            worstDistance,
            bound,
            worstDistance == 0 ? 0 : worstDistance / bound,
            worstDistance == 0 ? 0 : worstDistance / ulp(Math.abs(exact)),
            (bounds == 1 ? "" : " (" + against + ")") + (abstaining == 0 ? "" : "; " + some));
  }

  private String text(double value) {
    return reference.type().dtype() == DType.FLOAT32
        ? Float.toString((float) value)
        : Double.toString(value);
  }

  private String place(int i) {
    Shape shape = reference.type().shape();
    return shape.rank() == 2
        ? "(" + i / shape.columns() + ", " + i % shape.columns() + ")"
        : Integer.toString(i);
  }
}
