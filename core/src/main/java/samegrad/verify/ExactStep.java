package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/** 1 for z > 0, else 0. Where an error of z may take it over the jump, the value is off by 1. */
final class ExactStep implements ExactFunction {
  @Override
  public At<BigDecimal> at(BigDecimal z, MathContext digits) {
    return new At<>(z.signum() > 0 ? BigDecimal.ONE : BigDecimal.ZERO, BigDecimal.ZERO);
  }

  @Override
  public At<DoubleDouble> at(DoubleDouble z) {
    return new At<>(z.high() > 0 ? DoubleDouble.ONE : DoubleDouble.ZERO, DoubleDouble.ZERO);
  }

  @Override
  public double doubleDoubleError() {
    return 0;
  }

  @Override
  public At<Double> atInfinity(double z) {
    return new At<>(z > 0 ? 1.0 : 0.0, 0.0);
  }

  /** NaN is not above 0, and libraries differ in what they make of it. */
  @Override
  public boolean carriesNan() {
    return false;
  }

  @Override
  public int roundings() {
    return 0;
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    boolean certain = error == 0 || z - error > 0 || Math.nextUp(z) + error < 0;
    return certain ? 0 : 1;
  }

  @Override
  public int gradientRoundings() {
    return 1;
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return 0;
  }
}
