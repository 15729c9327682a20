package samegrad.autograd;

import java.util.List;
import samegrad.tensor.Tensor;

/**
 * A function's value and gradients at one point.
 *
 * @param result the value, of shape ()
 * @param gradients the gradient with respect to each parameter that is differentiated by, of the
 *     parameter's shape, by its name
 * @param auxiliary the function's {@linkplain Variables#auxiliary auxiliary outputs}, in their
 *     order
 */
public record Evaluation(Tensor result, Parameters gradients, List<Tensor> auxiliary) {
  /** The value. */
  public double value() {
    return result.item();
  }

  /**
   * The gradient with respect to the parameter of that name, of its shape.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Tensor gradient(String name) {
    return gradients.get(name);
  }
}
