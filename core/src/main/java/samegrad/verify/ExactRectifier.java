package samegrad.verify;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * max(z, 0), which no computation rounds. An error e of z goes on where z + e is above 0.
 *
 * <p>The slope is a step, made from the output: where the output may be 0 and may be more, because
 * z may be on either side of the kink, nothing can be said of the slope, S = 1. There the gradient
 * abstains.
 */
final class ExactRectifier implements ExactFunction {
  @Override
  public At<BigDecimal> at(BigDecimal z, MathContext digits) {
    return z.signum() > 0
        ? new At<>(z, BigDecimal.ONE)
        : new At<>(BigDecimal.ZERO, BigDecimal.ZERO);
  }

  @Override
  public At<DoubleDouble> at(DoubleDouble z) {
    return z.high() > 0
        ? new At<>(z, DoubleDouble.ONE)
        : new At<>(DoubleDouble.ZERO, DoubleDouble.ZERO);
  }

  @Override
  public double doubleDoubleError() {
    return 0;
  }

  @Override
  public At<Double> atInfinity(double z) {
    return z > 0 ? new At<>(z, 1.0) : new At<>(0.0, 0.0);
  }

  @Override
  public int roundings() {
    return 0;
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    return Math.min(error, Math.max(0, Math.nextUp(z) + error));
  }

  @Override
  public int gradientRoundings() {
    return 1;
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return a - error > 0 ? 0 : 1;
  }
}
