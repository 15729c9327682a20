package samegrad.verify;

import java.math.BigDecimal;

/**
 * The terms of one element, looked at closely: for the few elements whose terms are infinite, NaN,
 * or so large that a sum of some of them may overflow.
 */
final class ElementTerms {
  private final RoundingModel model;
  private final BigDecimal headroom;

  private boolean nan;
  private boolean unknown;
  private boolean plusInfinity;
  private boolean minusInfinity;
  private BigDecimal sum = BigDecimal.ZERO;
  private BigDecimal error = BigDecimal.ZERO;
  private BigDecimal positive = BigDecimal.ZERO;
  private BigDecimal negative = BigDecimal.ZERO;

  /**
   * No terms.
   *
   * @param headroom how many times larger a correct computation may have them
   */
  ElementTerms(RoundingModel model, double headroom) {
    this.model = model;
    this.headroom = new BigDecimal(headroom);
  }

  /** Whether a term is not an exact zero: of row a[from … from+k) and a column of b, n apart. */
  static boolean anyNotZero(Operand<?> a, int from, Operand<?> b, int column, int k, int n) {
    for (int l = 0; l < k; l++) {
      if (!a.isZero(from + l) && !b.isZero(l * n + column)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the term a[i] · b[j]. */
  ElementTerms add(Operand<?> a, int i, Operand<?> b, int j) {
    if (!a.isSpecial(i) && !b.isSpecial(j)) {
      BigDecimal ea = new BigDecimal(a.error[i]);
      BigDecimal eb = new BigDecimal(b.error[j]);
      BigDecimal va = a.exact(i);
      BigDecimal vb = b.exact(j);
      addFinite(
          va.multiply(vb), va.abs().multiply(eb).add(ea.multiply(vb.abs())).add(ea.multiply(eb)));
    } else if (a.isUnknown(i) || b.isUnknown(j)) {
      unknown = true;
    } else if (Double.isNaN(a.nearest(i)) || Double.isNaN(b.nearest(j))) {
      nan = true;
    } else if (signKnown(a, i) && signKnown(b, j)) {
      addInfinity(sign(a, i) * sign(b, j) * Double.POSITIVE_INFINITY);
    } else {
      unknown = true;
    }
    return this;
  }

  /** Adds the term sign · a[i]. */
  ElementTerms add(Operand<?> a, int i, int sign) {
    if (!a.isSpecial(i)) {
      addFinite(a.exact(i).multiply(BigDecimal.valueOf(sign)), new BigDecimal(a.error[i]));
    } else if (a.isUnknown(i)) {
      unknown = true;
    } else {
      addInfinity(sign * a.nearest(i));
    }
    return this;
  }

  private void addFinite(BigDecimal term, BigDecimal off) {
    sum = sum.add(term);
    error = error.add(off);
    positive = positive.add(term.max(BigDecimal.ZERO)).add(off);
    negative = negative.add(term.min(BigDecimal.ZERO).negate()).add(off);
  }

  /** Whether the sign, 0 included, is the same in every correct computation. */
  private static boolean signKnown(Operand<?> a, int i) {
    return a.isZero(i) || a.magnitude[i] > a.error[i];
  }

  private static double sign(Operand<?> a, int i) {
    return a.isSpecial(i) ? Math.signum(a.nearest(i)) : a.exact(i).signum();
  }

  private void addInfinity(double infinity) {
    nan |= Double.isNaN(infinity);
    plusInfinity |= infinity == Double.POSITIVE_INFINITY;
    minusInfinity |= infinity == Double.NEGATIVE_INFINITY;
  }

  /**
   * What becomes of the sum of the terms, added up in any order. No partial sum is above
   * P(1+γ)+floor or below −N(1+γ)−floor, P and N being what the positive and the negative terms
   * come to. If one side cannot overflow, the other side's ∞ is final.
   *
   * @param gamma γ for the roundings that a term goes through
   * @param floor what underflow may add
   */
  Classification ofSum(double gamma, double floor) {
    if (nan || (plusInfinity && minusInfinity)) {
      return Classification.NAN;
    }
    if (unknown || gamma == Double.POSITIVE_INFINITY || floor == Double.POSITIVE_INFINITY) {
      return Classification.UNKNOWN;
    }
    BigDecimal growth = new BigDecimal(gamma).add(BigDecimal.ONE);
    BigDecimal above = positive.multiply(growth).add(new BigDecimal(floor));
    BigDecimal below = negative.multiply(growth).add(new BigDecimal(floor));
    boolean mayOverflowAbove = mayOverflow(above);
    boolean mayOverflowBelow = mayOverflow(below);
    BigDecimal rounding = positive.add(negative).multiply(new BigDecimal(gamma));
    BigDecimal off = rounding.add(new BigDecimal(floor)).add(error);
    if (plusInfinity) {
      return mayOverflowBelow ? Classification.UNKNOWN : Classification.POSITIVE_INFINITY;
    }
    if (minusInfinity) {
      return mayOverflowAbove ? Classification.UNKNOWN : Classification.NEGATIVE_INFINITY;
    }
    if (!mayOverflowAbove && !mayOverflowBelow) {
      return Classification.FINITE;
    }
    if (!mayOverflowBelow && overflows(sum.subtract(off))) {
      return Classification.POSITIVE_INFINITY;
    }
    return !mayOverflowAbove && overflows(sum.negate().subtract(off))
        ? Classification.NEGATIVE_INFINITY
        : Classification.UNKNOWN;
  }

  /** What becomes of the sum of the terms if it is rounded just once. */
  Classification ofOneRounding() {
    if (nan || (plusInfinity && minusInfinity)) {
      return Classification.NAN;
    }
    if (unknown) {
      return Classification.UNKNOWN;
    }
    if (plusInfinity || overflows(sum.subtract(error))) {
      return Classification.POSITIVE_INFINITY;
    }
    if (minusInfinity || overflows(sum.negate().subtract(error))) {
      return Classification.NEGATIVE_INFINITY;
    }
    return overflows(sum.abs().add(error)) ? Classification.UNKNOWN : Classification.FINITE;
  }

  private boolean overflows(BigDecimal number) {
    return number.compareTo(model.overflow()) >= 0;
  }

  private boolean mayOverflow(BigDecimal partialSum) {
    return partialSum.multiply(headroom).compareTo(new BigDecimal(model.max())) > 0;
  }
}
