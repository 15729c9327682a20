package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * eᶻ, by a library within 2 ulp, which is a relative error of 4u at most. An error e of z is one of
 * eᵉ − 1 of the value.
 */
final class ExactExponential implements ExactFunction {
  /** Above, eᶻ is beyond the range of both dtypes. */
  private static final BigDecimal FAR = BigDecimal.valueOf(3000);

  @Override
  public At<BigDecimal> at(BigDecimal z, MathContext digits) {
    BigDecimal value = BigExponential.orZero(z.min(FAR), digits);
    return new At<>(value, value);
  }

  @Override
  public At<DoubleDouble> at(DoubleDouble z) {
    return new At<>(z.exp(), z.exp());
  }

  @Override
  public double doubleDoubleError() {
    return 0x1p-90;
  }

  @Override
  public At<Double> atInfinity(double z) {
    return z > 0 ? new At<>(z, z) : new At<>(0.0, 0.0);
  }

  /** A little above where it does, so that roundings of the result do not matter. */
  @Override
  public boolean overflows(double z, RoundingModel model) {
    return z > Math.log(model.max()) + 0x1p-10;
  }

  @Override
  public int roundings() {
    return 4;
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    return value * Math.expm1(error);
  }

  @Override
  public int gradientRoundings() {
    return 1;
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return error;
  }
}
