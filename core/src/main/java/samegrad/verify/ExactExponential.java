package samegrad.verify;

/**
 * eᶻ, by a library within 2 ulp, which is a relative error of 4u at most. An error e of z is one of
 * eᵉ − 1 of the value.
 */
final class ExactExponential implements ExactFunction {
  @Override
  public <N extends Exact<N>> At<N> at(N z) {
    N value = z.exp();
    return new At<>(value, value);
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
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return error;
  }
}
