package samegrad.verify;

import samegrad.tensor.UnaryFunction;

/**
 * A function of each element and its gradient, each in exact arithmetic and with the bound on what
 * a correct computation in the dtype may be off; derived in the {@linkplain samegrad.verify package
 * documentation}.
 */
final class FunctionAnalysis {
  private final Arithmetic arithmetic;
  private final RoundingModel model;
  private final ExactFunction function;

  FunctionAnalysis(Arithmetic arithmetic, RoundingModel model, UnaryFunction function) {
    this.arithmetic = arithmetic;
    this.model = model;
    this.function = ExactFunction.of(function);
  }

  /**
   * f(z), and f' beside it.
   *
   * @param value f(z) with its bound
   * @param derivative f'(z), exact to its slack, which is no bound on anyone's rounding
   */
  record Image(Reference value, Numbers derivative) {}

  /** p = what the argument's error makes, then p + γ(|f(z)|+p) + 2λ. */
  Image image(Reference argument) {
    Reference z = ErrorAnalysis.convert(argument, arithmetic);
    Arithmetic.Images images = arithmetic.map(function, z.numbers());
    Operand x = new Operand(z, model);
    double gamma = model.gamma(function.roundings());
    ReferenceBuilder value = new ReferenceBuilder(arithmetic, model, images.value());
    ReferenceBuilder derivative = new ReferenceBuilder(arithmetic, model, images.derivative());
    for (int i = 0; i < z.size(); i++) {
      if (!z.numbers().isFinite(i) || z.bound(i) == Double.POSITIVE_INFINITY) {
        atInfinity(value, derivative, i, z);
        continue;
      }
      if (function.overflows(z.nearest(i) - x.error[i], model)) {
        value.special(i, Double.POSITIVE_INFINITY, 0);
        derivative.special(i, Double.POSITIVE_INFINITY, 0);
        continue;
      }
      double slope = images.derivative().magnitude(i) + images.derivative().slack(i);
      double magnitude = images.value().magnitude(i);
      double off =
          function.propagated(z.nearest(i), magnitude, slope, x.error[i]) + images.value().slack(i);
      double rounding = gamma * function.rounded(magnitude + off);
      double bound =
          magnitude == 0 && off + rounding == 0
              ? 0 // an exact zero, as of a rectifier
              : (off + rounding) * RoundingModel.inflation(1) + 2 * model.floor();
      boolean finite = magnitude + bound < model.max();
      value.decide(i, finite ? Classification.FINITE : Classification.UNKNOWN, bound);
    }
    return new Image(
        value.reference(z.type().shape()), derivative.reference(z.type().shape()).numbers());
  }

  private void atInfinity(ReferenceBuilder value, ReferenceBuilder derivative, int i, Reference z) {
    if (z.bound(i) == Double.POSITIVE_INFINITY || Double.isNaN(z.nearest(i))) {
      value.special(i, Double.NaN, function.carriesNan() ? z.bound(i) : Double.POSITIVE_INFINITY);
      derivative.special(i, Double.NaN, 0);
    } else {
      ExactFunction.At<Double> limit = function.atInfinity(z.nearest(i));
      value.special(i, limit.value(), 0);
      derivative.special(i, limit.derivative(), 0);
    }
  }

  /**
   * The gradient before the function from that behind it, g∘f'(z): with S, what the output's error
   * makes of f', Q = |g|S + e_g(s+S), then Q + γ(|g|+e_g)(s+S) + λ(2 + |g|+e_g).
   *
   * @param g the gradient behind it
   * @param a its output
   * @param slope f' where it was evaluated
   * @param headroom how much larger g may be in a correct computation
   */
  Reference gradient(Reference g, Reference a, Numbers slope, double headroom) {
    Operand gradient = new Operand(g, model);
    Operand output = new Operand(a, model);
    double[] slopeErrors = new double[a.size()];
    for (int i = 0; i < slopeErrors.length; i++) {
      // An exact NaN has no steepness.
      double propagated =
          output.error[i] == 0
              ? 0
              : function.derivativePropagated(a.nearest(i), output.error[i], model.unit());
      slopeErrors[i] = (propagated + slope.slack(i)) * RoundingModel.inflation(1);
    }
    Operand s = new Operand(new Reference(a.type(), slope, slopeErrors), slopeErrors);
    Numbers values = arithmetic.multiply(g.numbers(), slope);
    double gamma = model.gamma(function.gradientRoundings());
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
