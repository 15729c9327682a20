package samegrad.tensor;

import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A function of one number, which {@link Operations#map} applies to each element of a tensor.
 *
 * <p>The derivative is written in terms of the function's own output, so that a reverse pass needs
 * to keep nothing else.
 */
public enum UnaryFunction {
  /** The logistic function σ(z) = 1/(1+e⁻ᶻ); with a = σ(z), σ'(z) = a(1−a). */
  SIGMOID {
    @Override
    public double value(double z) {
      return 1 / (1 + Math.exp(-z));
    }

    @Override
    public double derivative(double a) {
      return a * (1 - a);
    }

    @Override
    public <T> T derivative(Operations<T> operations, T a, DoubleFunction<T> constant) {
      return operations.multiply(a, operations.subtract(constant.apply(1), a));
    }
  },

  /** The hyperbolic tangent (eᶻ − e⁻ᶻ)/(eᶻ + e⁻ᶻ); with a = tanh z, its derivative is 1 − a². */
  TANH {
    @Override
    public double value(double z) {
      return Math.tanh(z);
    }

    @Override
    public double derivative(double a) {
      return 1 - a * a;
    }

    @Override
    public <T> T derivative(Operations<T> operations, T a, DoubleFunction<T> constant) {
      return operations.subtract(constant.apply(1), operations.multiply(a, a));
    }
  },

  /** The rectifier max(z, 0); its derivative is the step of the output, 0 at the kink. */
  RELU {
    @Override
    public double value(double z) {
      return Math.max(z, 0);
    }

    @Override
    public double derivative(double a) {
      return STEP.value(a);
    }

    @Override
    public <T> T derivative(Operations<T> operations, T a, DoubleFunction<T> constant) {
      return operations.map(STEP, a);
    }
  },

  /** 1 for z > 0, else 0: what a rectifier's derivative is made of. Its own derivative is 0. */
  STEP {
    @Override
    public double value(double z) {
      return z > 0 ? 1 : 0;
    }

    @Override
    public double derivative(double a) {
      return 0;
    }

    @Override
    public <T> T derivative(Operations<T> operations, T a, DoubleFunction<T> constant) {
      return operations.scale(a, 0);
    }
  },

  /** The exponential function eᶻ, which is its own derivative. */
  EXP {
    @Override
    public double value(double z) {
      return Math.exp(z);
    }

    @Override
    public double derivative(double a) {
      return a;
    }

    @Override
    public <T> T derivative(Operations<T> operations, T a, DoubleFunction<T> constant) {
      return a;
    }
  };

  /** The function of z, by its definition. */
  public abstract double value(double z);

  /**
   * The derivative at z.
   *
   * @param output the function's value at z
   */
  public abstract double derivative(double output);

  /**
   * The derivative at each element of z, as operations.
   *
   * @param operations what performs them
   * @param output the function's value at z
   * @param constant makes a scalar, of shape () and of the output's dtype
   * @return of the output's type
   */
  public abstract <T> T derivative(Operations<T> operations, T output, DoubleFunction<T> constant);

  /** Its name in lower case, such as {@code "sigmoid"}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
