package samegrad.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Arithmetic far more exact than that of any dtype, and knowing its own error ({@link
 * Numbers#slack}).
 *
 * <p>Where an operand is infinite or NaN, or a result leaves the range, the result is arbitrary:
 * the {@link ErrorAnalysis} decides those elements and {@linkplain Numbers#replace replaces} them.
 */
abstract sealed class Arithmetic<N extends Exact<N>> permits BigArithmetic, DoubleDoubleArithmetic {
  /** More than what underflow can add to one operation on double-doubles. */
  static final double UNDERFLOW = 0x1p-1068;

  /** The relative error of a decimal number as the sum of two doubles, and then some. */
  private static final double CONVERSION = 0x1p-105;

  /** From this many multiply-adds on a product is computed by several threads. */
  private static final long PARALLEL = 1 << 20;

  private final String name;
  private final N zero;
  private final double ofQuotient;

  /**
   * What differs between arithmetics, beside the methods.
   *
   * @param name what a user calls it
   * @param ofQuotient the relative error of a quotient, and of two sums
   */
  Arithmetic(String name, N zero, double ofQuotient) {
    this.name = name;
    this.zero = zero;
    this.ofQuotient = ofQuotient;
  }

  /** In decimals, or in double-doubles. */
  static Arithmetic<?> of(boolean big) {
    return big ? BigArithmetic.INSTANCE : DoubleDoubleArithmetic.INSTANCE;
  }

  final String name() {
    return name;
  }

  /** The number as it is stored. */
  N stored(N number) {
    return number;
  }

  /** What storing the number loses, relatively; 0 if nothing, as below. */
  double ofStoring(N number) {
    return 0;
  }

  /** The relative error of a + b or a − b. */
  double ofSum(N a, N b) {
    return 0;
  }

  /** The relative error of a · b. */
  double ofProduct(N a, N b) {
    return 0;
  }

  /** The relative error of f(z) and f'(z). */
  abstract double ofFunction(ExactFunction f);

  /** The absolute error of the logarithm of so many exponentials' sum. */
  abstract double ofLogarithm(int terms);

  /** The number of this arithmetic nearest to a finite one. */
  abstract N convert(Exact<?> number);

  /**
   * The product of a of shape (m, k) with b of shape (k, n).
   *
   * @param reach for each element a bound on the sum of the magnitudes of its terms
   */
  abstract Numbers<N> product(Numbers<N> a, Numbers<N> b, int m, int k, int n, double[] reach);

  /** The rows of such a product's result, for one thread or several. */
  static IntStream rows(int m, int k, int n) {
    IntStream rows = IntStream.range(0, m);
    return (long) m * k * n >= PARALLEL ? rows.parallel() : rows;
  }

  /** The given doubles, exactly. */
  final Numbers<N> of(double... values) {
    List<N> exact = IntStream.range(0, values.length).mapToObj(i -> zero.of(values[i])).toList();
    return new Numbers<>(this, exact, values.clone(), new double[values.length]);
  }

  /** Those numbers of another arithmetic, with the slack of the conversion; not rounded. */
  final Numbers<N> convert(Numbers<?> numbers) {
    List<N> converted = new ArrayList<>(numbers.size());
    double[] nearest = new double[numbers.size()];
    double[] slack = new double[nearest.length];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = numbers.nearest(i);
      converted.add(numbers.isFinite(i) ? convert(numbers.get(i)) : zero.of(nearest[i]));
      boolean exact =
          !numbers.isFinite(i) || converted.get(i).exact().compareTo(numbers.exact(i)) == 0;
      slack[i] = exact ? 0 : CONVERSION * Math.abs(nearest[i]) + UNDERFLOW;
    }
    return new Numbers<>(this, converted, nearest, slack);
  }

  /** a + b, element by element. */
  final Numbers<N> add(Numbers<N> a, Numbers<N> b) {
    return each(a.size(), i -> a.get(i).plus(b.get(i)), i -> ofSum(a.get(i), b.get(i)), 0);
  }

  /** a − b, element by element. */
  final Numbers<N> subtract(Numbers<N> a, Numbers<N> b) {
    return each(a.size(), i -> a.get(i).minus(b.get(i)), i -> ofSum(a.get(i), b.get(i)), 0);
  }

  /** a · b, element by element. */
  final Numbers<N> multiply(Numbers<N> a, Numbers<N> b) {
    return each(a.size(), i -> a.get(i).times(b.get(i)), i -> ofProduct(a.get(i), b.get(i)), 0);
  }

  /** a / divisor, element by element. */
  final Numbers<N> divide(Numbers<N> a, double divisor) {
    return each(a.size(), i -> a.get(i).dividedBy(zero.of(divisor)), i -> ofQuotient, 0);
  }

  /**
   * A function and its derivative at the same numbers.
   *
   * @param value f(z)
   * @param derivative f'(z)
   */
  record Images<N extends Exact<N>>(Numbers<N> value, Numbers<N> derivative) {}

  /** f(z) and f'(z) of each element z. */
  final Images<N> map(ExactFunction f, Numbers<N> z) {
    List<ExactFunction.At<N>> at =
        IntStream.range(0, z.size()).mapToObj(i -> f.at(z.get(i))).toList();
    return new Images<>(
        each(z.size(), i -> at.get(i).value(), i -> ofFunction(f), 0),
        each(z.size(), i -> at.get(i).derivative(), i -> ofFunction(f), 0));
  }

  /** zₖ − log Σ exp zⱼ of each row of so many columns, 1 or more. */
  final Numbers<N> logSoftmax(Numbers<N> z, int columns) {
    List<N> largest = new ArrayList<>();
    List<N> logarithm = new ArrayList<>();
    for (int from = 0; from < z.size(); from += columns) {
      List<N> row =
          IntStream.range(from, from + columns).filter(z::isFinite).mapToObj(z::get).toList();
      N most = row.stream().reduce((a, b) -> b.minus(a).signum() > 0 ? b : a).orElse(zero);
      N sum = row.stream().map(n -> n.minus(most).exp()).reduce((a, b) -> a.plus(b)).orElse(zero);
      largest.add(most);
      logarithm.add(row.isEmpty() ? zero : sum.log());
    }
    return each(
        z.size(),
        i -> z.get(i).minus(largest.get(i / columns)).minus(logarithm.get(i / columns)),
        i -> ofQuotient,
        ofLogarithm(columns));
  }

  /**
   * The results of an operation.
   *
   * @param error the relative error of each; 0 if it is exact
   * @param absolute what all may be off besides
   */
  final Numbers<N> each(
      int size, IntFunction<N> result, IntToDoubleFunction error, double absolute) {
    List<N> results = new ArrayList<>(size);
    double[] nearest = new double[size];
    double[] slack = new double[size];
    for (int i = 0; i < size; i++) {
      N number = result.apply(i);
      double relative = Math.max(error.applyAsDouble(i), ofStoring(number));
      results.add(stored(number));
      nearest[i] = results.get(i).nearest();
      slack[i] =
          relative == 0
              ? absolute
              : Math.nextUp(relative * Math.abs(nearest[i])) + UNDERFLOW + absolute;
    }
    return new Numbers<>(this, results, nearest, slack);
  }
}
