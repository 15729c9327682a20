package samegrad.verify;

/**
 * σ(z) = 1/(1+e⁻ᶻ). With t = e^−|z|, σ(−|z|) = t/(1+t), σ(|z|) = 1/(1+t), and σ' is the product of
 * the two: each is as exact as the other however large |z| is.
 *
 * <p>A correct computation makes t = e⁻ᶻ and 1/(1+t), or t = eᶻ and t/(1+t), with an exponential
 * that is within 2 ulp, which is a relative error of 4u at most. An error τ of t makes one of at
 * most τ in the quotient, the addition and the division one of u each: γ₆ in all. Underflow of t
 * and of the result lose λ each; where t overflows, the result is below λ.
 *
 * <p>An error e of z matters as much as the slope σ' = σ(1−σ) between z − e and z + e lets it. The
 * slope's own logarithmic derivative is 1 − 2σ, of magnitude 1 at most, so the slope at distance x
 * is at most σ'(z)eˣ, and integrating that from 0 to e, p = min(σ'(z)(eᵉ − 1), e/4, 1). So small
 * activations have small bounds: relative ones, of about e_z + 6u. Not covered: ½(1 + tanh(z/2)),
 * whose error is about u even where σ(z) is far smaller.
 *
 * <p>The slope a(1−a) = a − a² changes by (1−2a)Δ − Δ² if a does by Δ: S = |1−2a|e_a + e_a². 1 − â
 * and two products are three roundings.
 */
final class ExactSigmoid implements ExactFunction {
  @Override
  public <N extends Exact<N>> At<N> at(N z) {
    N t = (z.signum() > 0 ? z.negated() : z).exp();
    N larger = z.of(1).dividedBy(z.of(1).plus(t));
    N smaller = t.times(larger);
    return new At<>(z.signum() < 0 ? smaller : larger, larger.times(smaller));
  }

  /**
   * 2⁻⁹⁰ from e^−|z| at most and half of that through 1+t, 3u² from there, 32u² from the quotient,
   * 5u² from the product, so 2⁻⁸⁹; twice that and 5u² for σ'.
   */
  @Override
  public double doubleDoubleError() {
    return 0x1p-87;
  }

  @Override
  public At<Double> atInfinity(double z) {
    return new At<>(z > 0 ? 1.0 : 0.0, 0.0);
  }

  @Override
  public int roundings() {
    return 6;
  }

  @Override
  public double propagated(double z, double value, double derivative, double error) {
    return Math.min(Math.min(derivative * Math.expm1(error), error / 4), 1);
  }

  @Override
  public int gradientRoundings() {
    return 3;
  }

  /** 2⁻⁵² is what 1 − 2a may have lost in double. */
  @Override
  public double derivativePropagated(double a, double error, double unitRoundoff) {
    return (Math.abs(1 - 2 * a) + 0x1p-52) * error + error * error;
  }
}
