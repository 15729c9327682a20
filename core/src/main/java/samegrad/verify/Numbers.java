package samegrad.verify;

import java.math.BigDecimal;

/**
 * An array of real numbers, ±∞ and NaN, as exact as an {@link Arithmetic} makes them.
 *
 * <p>It comes out of one operation, whose operands count as exact; {@link #slack} bounds what that
 * operation lost.
 */
sealed interface Numbers permits BigNumbers, DoubleDoubles {
  /** How many. */
  int size();

  /** The nearest double; ±∞ and NaN only if the number is that. */
  double nearest(int i);

  /** The number held here; it must be finite. */
  BigDecimal exact(int i);

  /** −1, 0 or 1 for the sign of a number that is not NaN. */
  int signum(int i);

  /** |x − the number|, to within two units in the last place; both are finite. */
  double distance(int i, double x);

  /** A bound on the error of the number held here, made by the operation that it came out of. */
  double slack(int i);

  /** The numbers at those places. They are exact copies of what is held here: no slack. */
  Numbers gather(int[] places);

  /** The magnitude as a double with a relative error of 2⁻⁵³ at most, 0 only if the number is 0. */
  default double magnitude(int i) {
    return signum(i) == 0 ? 0 : Math.max(Math.abs(nearest(i)), Double.MIN_VALUE);
  }

  /** Whether the number is neither infinite nor NaN. */
  default boolean isFinite(int i) {
    return Double.isFinite(nearest(i));
  }
}
