package samegrad.verify;

/**
 * The logistic function and its gradient, each in exact arithmetic and with the bound on what a
 * correct computation in the dtype may be off; derived in the {@linkplain samegrad.verify package
 * documentation}.
 */
final class LogisticAnalysis {
  /** exp within 2 ulp, which is 4u, one addition, one division. */
  private static final int SIGMOID_ROUNDINGS = 6;

  /** 1 − a and two products, in any association. */
  private static final int SIGMOID_GRADIENT_ROUNDINGS = 3;

  private final Arithmetic arithmetic;
  private final RoundingModel model;

  LogisticAnalysis(Arithmetic arithmetic, RoundingModel model) {
    this.arithmetic = arithmetic;
    this.model = model;
  }

  /**
   * σ(z), and σ' beside it.
   *
   * @param value σ(z) with its bound
   * @param derivative σ'(z), exact to its slack, which is no bound on anyone's rounding
   */
  record Sigmoid(Reference value, Numbers derivative) {}

  /** p = min(σ'(z)(eᵉ−1), e/4, 1), then p + γ₆(σ+p) + 2λ. */
  Sigmoid sigmoid(Reference argument) {
    Reference z = ErrorAnalysis.convert(argument, arithmetic);
    Arithmetic.Sigmoids sigmoids = arithmetic.sigmoid(z.numbers());
    Operand x = new Operand(z, model);
    double gamma = model.gamma(SIGMOID_ROUNDINGS);
    ReferenceBuilder value = new ReferenceBuilder(arithmetic, model, sigmoids.value());
    ReferenceBuilder derivative = new ReferenceBuilder(arithmetic, model, sigmoids.derivative());
    for (int i = 0; i < z.size(); i++) {
      if (!z.numbers().isFinite(i) || z.bound(i) == Double.POSITIVE_INFINITY) {
        atInfinity(value, derivative, i, z);
        continue;
      }
      double slope = sigmoids.derivative().magnitude(i) + sigmoids.derivative().slack(i);
      double error = x.error[i];
      double propagated = Math.min(Math.min(slope * Math.expm1(error), error / 4), 1);
      double off = propagated + sigmoids.value().slack(i);
      double size = sigmoids.value().magnitude(i) + off;
      value.bound(i, (off + gamma * size) * RoundingModel.inflation(1) + 2 * model.floor());
    }
    return new Sigmoid(
        value.reference(z.type().shape()), derivative.reference(z.type().shape()).numbers());
  }

  private static void atInfinity(
      ReferenceBuilder value, ReferenceBuilder derivative, int i, Reference z) {
    if (z.bound(i) == Double.POSITIVE_INFINITY || Double.isNaN(z.nearest(i))) {
      value.special(i, Double.NaN, z.bound(i));
      derivative.special(i, Double.NaN, 0);
    } else {
      value.special(i, z.nearest(i) > 0 ? 1 : 0, 0);
      derivative.special(i, 0, 0);
    }
  }

  /**
   * The gradient before a sigmoid from that behind it, g∘a(1−a): S = |1−2a|e_a + e_a², Q = |g|S +
   * e_g(s+S), then Q + γ₃(|g|+e_g)(s+S) + λ(2 + |g|+e_g).
   *
   * @param g the gradient behind it
   * @param a its output
   * @param slope σ' where it was evaluated
   * @param headroom how much larger g may be in a correct computation
   */
  Reference throughSigmoid(Reference g, Reference a, Numbers slope, double headroom) {
    Operand gradient = new Operand(g, model);
    Operand output = new Operand(a, model);
    double[] slopeErrors = new double[a.size()];
    for (int i = 0; i < slopeErrors.length; i++) {
      double e = output.error[i];
      // 2⁻⁵² is what 1 − 2a may have lost in double. An exact NaN has no steepness.
      double steepness = e == 0 ? 0 : Math.abs(1 - 2 * a.nearest(i)) + 0x1p-52;
      slopeErrors[i] = (steepness * e + e * e + slope.slack(i)) * RoundingModel.inflation(1);
    }
    Operand s = new Operand(new Reference(a.type(), slope, slopeErrors), slopeErrors);
    Numbers values = arithmetic.multiply(g.numbers(), slope);
    double gamma = model.gamma(SIGMOID_GRADIENT_ROUNDINGS);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    for (int i = 0; i < a.size(); i++) {
      double reach = gradient.largest[i] * s.largest[i];
      double propagated =
          gradient.magnitude[i] * s.error[i] + gradient.error[i] * s.largest[i] + values.slack(i);
      double floor = model.floor() * (2 + gradient.largest[i]);
      boolean zero = Operand.zeroProduct(gradient, i, s, i);
      double bound = zero ? 0 : (propagated + gamma * reach + floor) * RoundingModel.inflation(1);
      if (headroom * (gradient.largest[i] + bound) < model.max()) {
        result.bound(i, bound);
      } else {
        ElementTerms terms = new ElementTerms(model, headroom);
        terms.add(gradient, i, s, i);
        result.decide(i, terms.ofSum(gamma, floor), bound);
      }
    }
    return result.reference(a.type().shape());
  }
}
