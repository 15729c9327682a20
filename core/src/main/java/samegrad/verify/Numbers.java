package samegrad.verify;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An array of real numbers, ±∞ and NaN, as exact as an {@link Arithmetic} makes them.
 *
 * <p>It comes out of one operation, whose operands count as exact; {@link #slack} bounds what that
 * operation lost.
 */
final class Numbers<N extends Exact<N>> {
  private final Arithmetic<N> arithmetic;
  private final List<N> values;
  private final double[] nearest;
  private final double[] slack;

  /**
   * Numbers around the arrays themselves.
   *
   * @param values the numbers; anything where one is infinite or NaN
   * @param nearest each rounded to a double; infinite or NaN exactly where the number is that
   * @param slack the bound on each number's error
   */
  Numbers(Arithmetic<N> arithmetic, List<N> values, double[] nearest, double[] slack) {
    this.arithmetic = arithmetic;
    this.values = values;
    this.nearest = nearest;
    this.slack = slack;
  }

  /** How many. */
  int size() {
    return nearest.length;
  }

  N get(int i) {
    return values.get(i);
  }

  /** The nearest double; ±∞ and NaN only if the number is that. */
  double nearest(int i) {
    return nearest[i];
  }

  /** The number held here; it must be finite. */
  BigDecimal exact(int i) {
    return get(i).exact();
  }

  /** Whether the number is neither infinite nor NaN. */
  boolean isFinite(int i) {
    return Double.isFinite(nearest[i]) && get(i).isFinite();
  }

  /** |x − the number|, to within two units in the last place; both are finite. */
  double distance(int i, double x) {
    return get(i).distance(x);
  }

  /** A bound on the error of the number held here, made by the operation that it came out of. */
  double slack(int i) {
    return slack[i];
  }

  /**
   * The magnitude as a double with a relative error of 2⁻⁵³ at most, 0 only if the number is 0; +∞
   * if it is infinite or NaN.
   */
  double magnitude(int i) {
    if (!isFinite(i)) {
      return Double.POSITIVE_INFINITY;
    }
    return get(i).signum() == 0 ? 0 : Math.max(Math.abs(nearest[i]), Double.MIN_VALUE);
  }

  /** The numbers at those places. They are exact copies of what is held here: no slack. */
  Numbers<N> gather(int[] places) {
    return new Numbers<>(
        arithmetic,
        IntStream.of(places).mapToObj(this::get).toList(),
        IntStream.of(places).mapToDouble(this::nearest).toArray(),
        new double[places.length]);
  }

  /**
   * The same numbers but for those at the given places.
   *
   * @param replacements exact doubles, ±∞ and NaN included, by place
   */
  Numbers<N> replace(Map<Integer, Double> replacements) {
    if (replacements.isEmpty()) {
      return this;
    }
    List<N> replaced = new ArrayList<>(values);
    double[] doubles = nearest.clone();
    double[] errors = slack.clone();
    replacements.forEach(
        (i, replacement) -> {
          replaced.set(i, get(i).of(replacement));
          doubles[i] = replacement;
          errors[i] = 0;
        });
    return new Numbers<>(arithmetic, replaced, doubles, errors);
  }

  /** These numbers in that arithmetic, with the slack of the conversion; themselves if they are. */
  @SuppressWarnings("unchecked") // the same arithmetic has the same kind of number
  <M extends Exact<M>> Numbers<M> in(Arithmetic<M> other) {
    return other.equals(arithmetic) ? (Numbers<M>) this : other.convert(this);
  }
}
