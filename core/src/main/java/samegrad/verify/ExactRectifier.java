package samegrad.verify;

/**
 * max(z, 0), which no computation rounds. An error e of z goes on where z + e is above 0.
 *
 * <p>The slope is a step, made from the output: where the output may be 0 and may be more, because
 * z may be on either side of the kink, nothing can be said of the slope, S = 1. There the gradient
 * abstains.
 */
final class ExactRectifier implements ExactFunction {
  @Override
  public <N extends Exact<N>> At<N> at(N z) {
    return z.signum() > 0 ? new At<>(z, z.of(1)) : new At<>(z.of(0), z.of(0));
  }

  @Override
  public At<Double> atInfinity(double z) {
    return z > 0 ? new At<>(z, 1.0) : new At<>(0.0, 0.0);
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    return Math.min(error, Math.max(0, Math.nextUp(z) + error));
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return a - error > 0 ? 0 : 1;
  }
}
