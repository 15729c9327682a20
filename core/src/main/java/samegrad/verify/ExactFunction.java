package samegrad.verify;

import samegrad.tensor.UnaryFunction;

/**
 * A {@link UnaryFunction} in exact arithmetic, and what a correct computation of it may be off; the
 * {@linkplain samegrad.verify package documentation} derives it.
 */
interface ExactFunction {
  /** What is known of that function. */
  static ExactFunction of(UnaryFunction function) {
    return switch (function) {
      case SIGMOID -> new ExactSigmoid();
      case TANH -> new ExactTanh();
      case RELU -> new ExactRectifier();
      case STEP -> new ExactStep();
      case EXP -> new ExactExponential();
    };
  }

  /** The value and the derivative at one place. */
  record At<N>(N value, N derivative) {}

  /** The value and the derivative at z: in double-doubles within {@link #doubleDoubleError}. */
  <N extends Exact<N>> At<N> at(N z);

  /** A bound on the relative error of {@link #at} in double-doubles; 0 if it is exact. */
  default double doubleDoubleError() {
    return 0;
  }

  /** The value and the derivative at z = ±∞. */
  At<Double> atInfinity(double z);

  /** Whether the value of NaN is NaN; if not, it may be anything. */
  default boolean carriesNan() {
    return true;
  }

  /** Whether the value overflows in every correct computation, for any argument from z on. */
  default boolean overflows(double z, RoundingModel model) {
    return false;
  }

  /** How many roundings a correct computation makes, counted as if they were on one result. */
  default int roundings() {
    return 0;
  }

  /**
   * What number the roundings are relative to.
   *
   * @param value |f(z)|, as large as it may be computed
   */
  default double rounded(double value) {
    return value;
  }

  /**
   * How much the value changes at most if z does by {@code error}.
   *
   * @param value |f(z)|
   * @param derivative |f'(z)|
   */
  double propagated(double z, double value, double derivative, double error);

  /** How many roundings make the gradient g·f'(z) from g and the output, in any association. */
  default int gradientRoundings() {
    return 1;
  }

  /**
   * How much f'(z), computed from the output, changes at most if the output does by {@code error},
   * and by roundings that are not relative to f'(z) itself.
   */
  double derivativePropagated(double output, double error, double unitRoundoff);
}
