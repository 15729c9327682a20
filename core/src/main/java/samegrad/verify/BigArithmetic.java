package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/**
 * Decimal arithmetic: sums and products are exact and then rounded to 70 digits, if they have more;
 * quotients and exponentials are rounded to 80 digits on the way.
 */
final class BigArithmetic implements Arithmetic {
  private static final MathContext STORED = new MathContext(70);
  private static final MathContext INTERMEDIATE = new MathContext(80);

  /**
   * What rounding to 70 digits loses, half a unit in the 70th, and then some for what came before.
   */
  private static final double RELATIVE_SLACK = 1e-69;

  @Override
  public String name() {
    return "BigDecimal";
  }

  @Override
  public Numbers of(double... values) {
    BigDecimal[] exact = new BigDecimal[values.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = exact(values[i]);
    }
    return new BigNumbers(exact, values.clone(), new double[values.length]);
  }

  private static BigDecimal exact(double value) {
    return Double.isFinite(value) ? new BigDecimal(value) : BigDecimal.ZERO;
  }

  @Override
  public Numbers convert(Numbers numbers) {
    if (numbers instanceof BigNumbers) {
      return numbers;
    }
    BigDecimal[] exact = new BigDecimal[numbers.size()];
    double[] nearest = new double[exact.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = numbers.isFinite(i) ? numbers.exact(i) : BigDecimal.ZERO;
      nearest[i] = numbers.nearest(i);
    }
    return new BigNumbers(exact, nearest, new double[exact.length]);
  }

  @Override
  public Numbers product(Numbers a, Numbers b, int m, int k, int n, double[] reach) {
    Rounded rounded = new Rounded(m * n);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int l = 0; l < k; l++) {
          sum = sum.add(a.exact(i * k + l).multiply(b.exact(l * n + j)));
        }
        rounded.set(i * n + j, sum);
      }
    }
    return rounded.numbers();
  }

  @Override
  public Numbers add(Numbers a, Numbers b) {
    return elementwise(a, b, BigDecimal::add);
  }

  @Override
  public Numbers subtract(Numbers a, Numbers b) {
    return elementwise(a, b, BigDecimal::subtract);
  }

  @Override
  public Numbers multiply(Numbers a, Numbers b) {
    return elementwise(a, b, BigDecimal::multiply);
  }

  private static Numbers elementwise(Numbers a, Numbers b, BinaryOperator<BigDecimal> operation) {
    Rounded rounded = new Rounded(a.size());
    for (int i = 0; i < a.size(); i++) {
      rounded.set(i, operation.apply(a.exact(i), b.exact(i)));
    }
    return rounded.numbers();
  }

  @Override
  public Numbers divide(Numbers a, double divisor) {
    BigDecimal exactDivisor = new BigDecimal(divisor);
    Rounded rounded = new Rounded(a.size());
    for (int i = 0; i < a.size(); i++) {
      rounded.setInexact(i, a.exact(i).divide(exactDivisor, INTERMEDIATE));
    }
    return rounded.numbers();
  }

  @Override
  public Images map(ExactFunction f, Numbers z) {
    Rounded value = new Rounded(z.size());
    Rounded derivative = new Rounded(z.size());
    for (int i = 0; i < z.size(); i++) {
      ExactFunction.At<BigDecimal> at = f.at(z.exact(i), INTERMEDIATE);
      if (f.doubleDoubleError() == 0) {
        value.set(i, at.value());
        derivative.set(i, at.derivative());
      } else {
        value.setInexact(i, at.value());
        derivative.setInexact(i, at.derivative());
      }
    }
    return new Images(value.numbers(), derivative.numbers());
  }

  /** The exponentials and the logarithm are off by 10⁻⁷⁸ at most, so that 10⁻⁶⁹ covers all. */
  @Override
  public Numbers logSoftmax(Numbers z, int columns) {
    Rounded result = new Rounded(z.size());
    for (int from = 0; from < z.size(); from += columns) {
      List<BigDecimal> row =
          IntStream.range(from, from + columns).filter(z::isFinite).mapToObj(z::exact).toList();
      BigDecimal largest = row.stream().reduce(BigDecimal::max).orElse(BigDecimal.ZERO);
      BigDecimal sum =
          row.stream()
              .map(each -> BigExponential.orZero(each.subtract(largest), INTERMEDIATE))
              .reduce(BigDecimal::add)
              .orElse(BigDecimal.ONE);
      BigDecimal shift = largest.add(BigExponential.log(sum, INTERMEDIATE));
      for (int k = 0; k < columns; k++) {
        BigDecimal exact = z.exact(from + k).subtract(shift);
        result.setInexact(from + k, exact);
        result.slack[from + k] += RELATIVE_SLACK;
      }
    }
    return result.numbers();
  }

  @Override
  public Numbers replace(Numbers numbers, Map<Integer, Double> replacements) {
    BigDecimal[] values = new BigDecimal[numbers.size()];
    double[] nearest = new double[values.length];
    double[] slack = new double[values.length];
    Arrays.setAll(values, numbers::exact);
    Arrays.setAll(nearest, numbers::nearest);
    Arrays.setAll(slack, numbers::slack);
    replacements.forEach(
        (i, replacement) -> {
          values[i] = exact(replacement);
          nearest[i] = replacement;
          slack[i] = 0;
        });
    return new BigNumbers(values, nearest, slack);
  }

  /** Numbers being filled in. */
  private static final class Rounded {
    private final BigDecimal[] values;
    private final double[] nearest;
    private final double[] slack;

    Rounded(int size) {
      values = new BigDecimal[size];
      nearest = new double[size];
      slack = new double[size];
    }

    /** Stores an exact number, rounded if it is long. */
    void set(int i, BigDecimal exact) {
      if (exact.precision() > STORED.getPrecision()) {
        setInexact(i, exact);
      } else {
        values[i] = exact;
        nearest[i] = exact.doubleValue();
      }
    }

    /** Stores a number that has at least 75 correct digits. */
    void setInexact(int i, BigDecimal number) {
      values[i] = number.round(STORED);
      nearest[i] = values[i].doubleValue();
      slack[i] = Math.nextUp(Math.abs(nearest[i]) * RELATIVE_SLACK);
    }

    Numbers numbers() {
      return new BigNumbers(values, nearest, slack);
    }
  }
}
