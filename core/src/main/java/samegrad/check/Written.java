package samegrad.check;

import java.math.BigDecimal;
import samegrad.network.InvalidInputException;
import samegrad.verify.Reference;

/**
 * A number as somebody wrote it.
 *
 * @param value what stands there; 0 if nothing does
 * @param half half a unit of its last digit: how far what was meant may be from what stands there
 * @param missing whether nothing stands there
 */
record Written(BigDecimal value, BigDecimal half, boolean missing) {
  /** Says that a number was left out. */
  static final String HOLE = "?";

  static final Written NOTHING = new Written(BigDecimal.ZERO, BigDecimal.ZERO, true);

  /** More digits than a person writes: with so many, a program has printed all that it had. */
  private static final int FULL = 16;

  private static final int LARGEST_EXPONENT = 310;
  private static final int SMALLEST_EXPONENT = -330;

  /**
   * Reads digits.
   *
   * @throws InvalidInputException if no float64 number is as large or as small
   */
  static Written of(BigDecimal value, String where) {
    int exponent = value.precision() - value.scale();
    if (value.signum() != 0 && (exponent > LARGEST_EXPONENT || exponent < SMALLEST_EXPONENT)
        || Math.abs(value.scale()) > 1100) {
      throw new InvalidInputException(where + " is a number beyond the range of float64");
    }
    return new Written(value, halfUnit(value.scale()), false);
  }

  /**
   * A number of a file that stores all of it.
   *
   * @throws InvalidInputException if it is not finite
   */
  static Written inFull(double value, String where) {
    if (!Double.isFinite(value)) {
      throw new InvalidInputException(where + " holds " + value + ", which cannot be judged");
    }
    return new Written(new BigDecimal(value), BigDecimal.ZERO, false);
  }

  private static BigDecimal halfUnit(int decimals) {
    return BigDecimal.valueOf(5, decimals + 1);
  }

  /** Whether so many digits were printed that there were no more. */
  boolean isFull() {
    return value.precision() >= FULL;
  }

  /** The same number, its last digit being that of the given decimal. */
  Written toDecimals(int decimals) {
    return new Written(value, half.min(halfUnit(decimals)), missing);
  }

  /** The same number, printed with all of its digits: it is the double nearest to them. */
  Written inFull() {
    BigDecimal ulp = new BigDecimal(Math.ulp(value.doubleValue()) / 2);
    return new Written(value, half.min(ulp), missing);
  }

  /** Whether it may be what is meant to come out: it is not further off than it may be. */
  boolean fits(Reference reference, int i) {
    double bound = reference.bound(i);
    if (!Double.isFinite(bound)) {
      return true;
    }
    return Double.isFinite(reference.nearest(i))
        && distance(reference, i).compareTo(half.add(new BigDecimal(bound))) <= 0;
  }

  /** What is said of it, given the exact value. */
  Mark mark(Reference reference, int i) {
    if (missing) {
      return Mark.MISSING;
    }
    if (!fits(reference, i)) {
      return Mark.WRONG;
    }
    double bound = reference.bound(i);
    boolean certain = bound < Math.abs(reference.nearest(i)) || bound == 0;
    return certain ? Mark.RIGHT : Mark.CANNOT_TELL;
  }

  /** How far it is from an exact value, which is finite. */
  BigDecimal distance(Reference reference, int i) {
    return value.subtract(reference.exact(i)).abs();
  }

  /** Whether these are all the digits that there are. */
  boolean isAll() {
    return isFull() || missing || half.signum() == 0;
  }

  /** As it is shown: with its digits or, if these are all there are, as Java has them. */
  @Override
  public String toString() {
    return missing ? HOLE : isAll() ? Double.toString(value.doubleValue()) : value.toString();
  }
}
