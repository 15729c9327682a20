package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Arithmetic with {@link Decimal}s, of which 70 digits are stored: what is exact and short stays
 * exact.
 */
final class BigArithmetic extends Arithmetic<Decimal> {
  private static final MathContext STORED = new MathContext(70);

  /**
   * What rounding to 70 digits loses, half a unit in the 70th, and then some for what came before:
   * at least 75 digits are right.
   */
  private static final double RELATIVE = 1e-69;

  static final BigArithmetic INSTANCE = new BigArithmetic();

  private BigArithmetic() {
    super("BigDecimal", Decimal.ZERO, RELATIVE);
  }

  @Override
  Decimal stored(Decimal number) {
    return ofStoring(number) == 0 ? number : new Decimal(number.exact().round(STORED));
  }

  @Override
  double ofStoring(Decimal number) {
    return number.exact().precision() > STORED.getPrecision() ? RELATIVE : 0;
  }

  @Override
  double ofFunction(ExactFunction f) {
    return f.doubleDoubleError() == 0 ? 0 : RELATIVE;
  }

  /** The exponentials and the logarithm are off by 10⁻⁷⁸ at most. */
  @Override
  double ofLogarithm(int terms) {
    return RELATIVE;
  }

  @Override
  Decimal convert(Exact<?> number) {
    return new Decimal(number.exact());
  }

  @Override
  Numbers<Decimal> product(
      Numbers<Decimal> a, Numbers<Decimal> b, int m, int k, int n, double[] reach) {
    return each(
        m * n,
        i -> {
          BigDecimal sum = BigDecimal.ZERO;
          for (int l = 0; l < k; l++) {
            sum = sum.add(a.exact(i / n * k + l).multiply(b.exact(l * n + i % n)));
          }
          return new Decimal(sum);
        },
        i -> 0,
        0);
  }
}
