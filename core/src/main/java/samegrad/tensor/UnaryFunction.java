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
