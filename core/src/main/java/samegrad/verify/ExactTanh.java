package samegrad.verify;

/**
 * tanh z = (1 − t)/(1 + t) for z ≥ 0, with t = e^−2z; it is odd, and its slope is 4t/(1 + t)².
 *
 * <p>A correct computation is this quotient, or the same with e^2z, from an exponential within 2
 * ulp, a relative error of 4u at most: it changes the quotient by 4u · 2t/(1+t)² ≤ 2u. The
 * difference, the sum and the division are three roundings of a number below 1. Six units u cover
 * all of that, 2σ(2z) − 1 for |z| ≥ ½, and a library's own tanh within 3 ulp. They are absolute:
 * where z is small, 1 − t has cancelled, and a correct computation by the definition may give 0.
 *
 * <p>An error e of z matters as much as the slope between z − e and z + e lets it. The slope's
 * logarithmic derivative is −2 tanh z, of magnitude 2 at most, so the slope at distance x is at
 * most s·e²ˣ, and integrating that from 0 to e, p = min(s(e²ᵉ − 1)/2, e, 2).
 *
 * <p>The slope 1 − a² changes by 2aΔ + Δ² if a does by Δ, and the square's rounding is relative to
 * a², not to the slope: S = 2|a|e_a + e_a² + u(|a|+e_a)². Then follow the difference and a product.
 */
final class ExactTanh implements ExactFunction {
  @Override
  public <N extends Exact<N>> At<N> at(N z) {
    N x = (z.signum() > 0 ? z.negated() : z).times(z.of(2));
    N t = x.exp();
    N onePlusT = z.of(1).plus(t);
    N value = x.expm1().negated().dividedBy(onePlusT);
    N slope = t.times(z.of(4)).dividedBy(onePlusT).dividedBy(onePlusT);
    return new At<>(z.signum() < 0 ? value.negated() : value, slope);
  }

  /** 2⁻⁸⁸ from the exponential, less from all else. */
  @Override
  public double doubleDoubleError() {
    return 0x1p-86;
  }

  @Override
  public At<Double> atInfinity(double z) {
    return new At<>(Math.signum(z), 0.0);
  }

  @Override
  public int roundings() {
    return 6;
  }

  @Override
  public double rounded(double value) {
    return 1;
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    return Math.min(Math.min(derivative * Math.expm1(2 * error) / 2, error), 2);
  }

  @Override
  public int gradientRoundings() {
    return 2;
  }

  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    double largest = Math.abs(a) + error;
    return 2 * Math.abs(a) * error + error * error + unitRoundoff * largest * largest;
  }
}
