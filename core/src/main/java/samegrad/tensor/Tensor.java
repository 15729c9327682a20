package samegrad.tensor;

/**
 * An immutable array of numbers of rank 0, 1 or 2.
 *
 * <p>A tensor is either on the host, made by {@link HostTensor#of} from the caller's numbers, or it
 * lives where a backend computed it. A {@link samegrad.Backend} takes as operands its own tensors
 * and those on the host; those of another backend come through {@link #toHost}.
 */
public sealed interface Tensor permits HostTensor, ResidentTensor {
  /** The dtype and the shape. */
  TensorType type();

  /** The shape. */
  default Shape shape() {
    return type().shape();
  }

  /** The type of each element. */
  default DType dtype() {
    return type().dtype();
  }

  /**
   * The same numbers on the host.
   *
   * @throws IllegalStateException if the tensor's scope or its backend is closed
   */
  HostTensor toHost();

  /**
   * The number of a tensor of one element.
   *
   * @throws IllegalArgumentException if there is not exactly one
   */
  default double item() {
    if (shape().size() != 1) {
      throw new IllegalArgumentException(
          "item: needs a tensor of one element, not the shape " + shape());
    }
    return toHost().get(0);
  }
}
