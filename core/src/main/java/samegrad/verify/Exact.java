package samegrad.verify;

import java.math.BigDecimal;

/**
 * A number far more exact than those of any dtype.
 *
 * @param <N> the kind of number, which operations stay within
 */
sealed interface Exact<N extends Exact<N>> permits Decimal, DoubleDouble {
  /** A double as this kind of number. */
  N of(double value);

  N plus(N that);

  N minus(N that);

  N times(N that);

  N dividedBy(N that);

  N negated();

  /** e to the power of this number; 0 where that is as near as matters. */
  N exp();

  /** The same less 1, for a number that is 0 or less. */
  N expm1();

  /** The logarithm of a number that is 1 or more. */
  N log();

  /** −1, 0 or 1. */
  int signum();

  /** The nearest double. */
  double nearest();

  /** This number itself; it must be finite. */
  BigDecimal exact();

  /** |x − this number|, to within two units in the last place. */
  double distance(double x);

  /** Whether no operation on the way here has overflowed. */
  boolean isFinite();
}
