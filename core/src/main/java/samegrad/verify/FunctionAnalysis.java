package samegrad.verify;

import samegrad.tensor.UnaryFunction;

/**
 * A function of each element and its gradient, each in exact arithmetic and with the bound on what
 * a correct computation in the dtype may be off; derived in the {@linkplain samegrad.verify package
 * documentation}.
 */
final class FunctionAnalysis {
  private final Arithmetic arithmetic;
  private final Precision precision;
  private final ExactFunction function;

  FunctionAnalysis(Arithmetic arithmetic, Precision precision, UnaryFunction function) {
    this.arithmetic = arithmetic;
    this.precision = precision;
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
    Operand x = new Operand(z, precision);
    double gamma = precision.gamma(function.roundings());
    Outcome value = new Outcome(arithmetic, precision, images.value());
    Outcome derivative = new Outcome(arithmetic, precision, images.derivative());
    for (int i = 0; i < z.size(); i++) {
      if (!z.numbers().isFinite(i) || z.bound(i) == Double.POSITIVE_INFINITY) {
        atInfinity(value, derivative, i, z);
        continue;
      }
      double slope = images.derivative().magnitude(i) + images.derivative().slack(i);
      double off = function.propagated(slope, x.error[i]) + images.value().slack(i);
      double size = images.value().magnitude(i) + off;
      value.bound(i, (off + gamma * size) * Precision.inflation(1) + 2 * precision.floor());
    }
    return new Image(
        value.reference(z.type().shape()), derivative.reference(z.type().shape()).numbers());
  }

  private void atInfinity(Outcome value, Outcome derivative, int i, Reference z) {
    if (z.bound(i) == Double.POSITIVE_INFINITY || Double.isNaN(z.nearest(i))) {
      value.special(i, Double.NaN, z.bound(i));
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
    Operand gradient = new Operand(g, precision);
    Operand output = new Operand(a, precision);
    double[] slopeErrors = new double[a.size()];
    for (int i = 0; i < slopeErrors.length; i++) {
      double e = output.error[i];
      // An exact NaN has no steepness.
      double propagated = e == 0 ? 0 : function.derivativePropagated(a.nearest(i), e);
      slopeErrors[i] = (propagated + slope.slack(i)) * Precision.inflation(1);
    }
    Operand s = new Operand(new Reference(a.type(), slope, slopeErrors), slopeErrors);
    Numbers values = arithmetic.multiply(g.numbers(), slope);
    double gamma = precision.gamma(function.gradientRoundings());
    Outcome outcome = new Outcome(arithmetic, precision, values);
    for (int i = 0; i < a.size(); i++) {
      double reach = gradient.largest[i] * s.largest[i];
      double propagated =
          gradient.magnitude[i] * s.error[i] + gradient.error[i] * s.largest[i] + values.slack(i);
      double floor = precision.floor() * (2 + gradient.largest[i]);
      boolean zero = Operand.zeroProduct(gradient, i, s, i);
      double bound = zero ? 0 : (propagated + gamma * reach + floor) * Precision.inflation(1);
      if (headroom * (gradient.largest[i] + bound) < precision.max()) {
        outcome.bound(i, bound);
      } else {
        Terms terms = new Terms(precision, headroom);
        terms.add(gradient, i, s, i);
        outcome.decide(i, terms.ofSum(gamma, floor), bound);
      }
    }
    return outcome.reference(a.type().shape());
  }
}
