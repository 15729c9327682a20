package samegrad.network;

import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A fully connected layer, a = activation(x Wᵀ + b): PyTorch's {@code nn.Linear} and what follows
 * it.
 *
 * @param weight W, of shape (out, in)
 * @param bias b, of shape (out)
 * @param activation what is applied to z = x Wᵀ + b
 */
public record Layer(HostTensor weight, HostTensor bias, Activation activation) {
  /**
   * Checks the shapes and dtypes.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public Layer {
    if (weight.shape().rank() != 2 || weight.shape().size() == 0) {
      throw new IllegalArgumentException(
          "weight is a matrix of shape (out, in), each 1 or more, not " + weight.shape());
    }
    if (!bias.shape().equals(Shape.vector(weight.shape().rows()))) {
      boolean transposed = bias.shape().equals(Shape.vector(weight.shape().columns()));
      throw new IllegalArgumentException(
          "bias has the shape %s where weight, of shape %s, needs %s%s"
              .formatted(
                  bias.shape(),
                  weight.shape(),
                  Shape.vector(weight.shape().rows()),
                  transposed ? "; a weight is (out, in), so save its transpose" : ""));
    }
    if (weight.dtype() != bias.dtype()) {
      throw new IllegalArgumentException(
          "weight is " + weight.dtype() + " and bias " + bias.dtype() + ": they must be the same");
    }
  }

  /** The width of what comes in. */
  public int in() {
    return weight.shape().columns();
  }

  /** The width of what goes out. */
  public int out() {
    return weight.shape().rows();
  }
}
