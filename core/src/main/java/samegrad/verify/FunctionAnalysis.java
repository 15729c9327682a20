package samegrad.verify;

import java.util.function.IntToDoubleFunction;
import samegrad.tensor.Shape;

/**
 * A function of each element and its gradient, each in exact arithmetic and with the bound on what
 * a correct computation in the dtype may be off; derived in the {@linkplain samegrad.verify package
 * documentation}.
 */
final class FunctionAnalysis<N extends Exact<N>> {
  private final ErrorAnalysis<N> steps;
  private final RoundingModel model;
  private final ExactFunction function;

  FunctionAnalysis(ErrorAnalysis<N> steps, ExactFunction function) {
    this.steps = steps;
    this.model = steps.model;
    this.function = function;
  }

  /**
   * f(z), and f' beside it.
   *
   * @param value f(z) with its bound
   * @param derivative f'(z), exact to its slack, which is no bound on anyone's rounding
   */
  record Image(Reference value, Numbers<?> derivative) {}

  /** p = what the argument's error makes, then p + γ(|f(z)|+p) + 2λ. */
  Image image(Reference argument) {
    Operand<N> z = steps.operand(argument);
    Arithmetic.Images<N> images = steps.arithmetic.map(function, z.numbers);
    double gamma = model.gamma(function.roundings());
    ReferenceBuilder value = new ReferenceBuilder(model, images.value());
    ReferenceBuilder derivative = new ReferenceBuilder(model, images.derivative());
    for (int i = 0; i < z.size(); i++) {
      if (z.isSpecial(i)) {
        atInfinity(value, derivative, i, z);
        continue;
      }
      if (function.overflows(z.nearest(i) - z.error[i], model)) {
        value.special(i, Double.POSITIVE_INFINITY, 0);
        derivative.special(i, Double.POSITIVE_INFINITY, 0);
        continue;
      }
      double slope = images.derivative().magnitude(i) + images.derivative().slack(i);
      double magnitude = images.value().magnitude(i);
      double off =
          function.propagated(z.nearest(i), magnitude, slope, z.error[i]) + images.value().slack(i);
      double rounding = gamma * function.rounded(magnitude + off);
      double bound =
          magnitude == 0 && off + rounding == 0
              ? 0 // an exact zero, as of a rectifier
              : (off + rounding) * RoundingModel.inflation(1) + 2 * model.floor();
      boolean finite = magnitude + bound < model.max();
      value.decide(i, finite ? Classification.FINITE : Classification.UNKNOWN, bound);
    }
    Shape shape = argument.type().shape();
    return new Image(value.reference(shape), derivative.reference(shape).numbers());
  }

  private void atInfinity(
      ReferenceBuilder value, ReferenceBuilder derivative, int i, Operand<N> z) {
    if (z.isUnknown(i) || Double.isNaN(z.nearest(i))) {
      value.special(i, Double.NaN, function.carriesNan() ? z.error[i] : Double.POSITIVE_INFINITY);
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
   */
  Reference gradient(Reference g, Reference a, Numbers<?> slope) {
    Operand<N> gradient = steps.operand(g);
    Operand<N> output = steps.operand(a);
    Numbers<N> slopes = slope.in(steps.arithmetic);
    double[] magnitudes = new double[a.size()];
    double[] errors = new double[a.size()];
    for (int i = 0; i < errors.length; i++) {
      // An exact NaN has no steepness.
      double propagated =
          output.error[i] == 0
              ? 0
              : function.derivativePropagated(a.nearest(i), output.error[i], model.unit());
      magnitudes[i] = slopes.magnitude(i);
      errors[i] = (propagated + slopes.slack(i)) * RoundingModel.inflation(1);
    }
    Operand<N> s = new Operand<>(slopes, magnitudes, errors);
    Numbers<N> values = steps.arithmetic.multiply(gradient.numbers, slopes);
    double gamma = model.gamma(function.gradientRoundings());
    IntToDoubleFunction floor = i -> model.floor() * (2 + gradient.largest[i]);
    return steps.decided(
        a.type().shape(),
        values,
        i -> {
          double propagated =
              gradient.magnitude[i] * s.error[i]
                  + gradient.error[i] * s.largest[i]
                  + values.slack(i);
          double rounding = gamma * gradient.largest[i] * s.largest[i] + floor.applyAsDouble(i);
          return Operand.zeroProduct(gradient, i, s, i)
              ? 0
              : (propagated + rounding) * RoundingModel.inflation(1);
        },
        i -> gradient.largest[i],
        i -> steps.terms().add(gradient, i, s, i).ofSum(gamma, floor.applyAsDouble(i)));
  }
}
