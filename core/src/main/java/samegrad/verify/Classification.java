package samegrad.verify;

/** What becomes of an element for which infinities, NaN or overflow come into play. */
enum Classification {
  /** Finite in every correct computation: its bound holds. */
  FINITE(Double.NaN, Double.POSITIVE_INFINITY),
  /** Correct computations may disagree: nothing can be claimed. */
  UNKNOWN(Double.NaN, Double.POSITIVE_INFINITY),
  /** +∞ in every correct computation. */
  POSITIVE_INFINITY(Double.POSITIVE_INFINITY, 0),
  /** −∞ in every correct computation. */
  NEGATIVE_INFINITY(Double.NEGATIVE_INFINITY, 0),
  /** NaN in every correct computation. */
  NAN(Double.NaN, 0);

  private final double value;
  private final double bound;

  Classification(double value, double bound) {
    this.value = value;
    this.bound = bound;
  }

  /** What stands for the exact value, unless it is finite. */
  double value() {
    return value;
  }

  /** The bound that goes with it. */
  double bound() {
    return bound;
  }
}
