package samegrad.verify;

/** 1 for z > 0, else 0. Where an error of z may take it over the jump, the value is off by 1. */
final class ExactStep implements ExactFunction {
  @Override
  public <N extends Exact<N>> At<N> at(N z) {
    return new At<>(z.of(z.signum() > 0 ? 1 : 0), z.of(0));
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
  public double propagated(double z, double value, double derivative, double error) {
    boolean certain = error == 0 || z - error > 0 || Math.nextUp(z) + error < 0;
    return certain ? 0 : 1;
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return 0;
  }
}
