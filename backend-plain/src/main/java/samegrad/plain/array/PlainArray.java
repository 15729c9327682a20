package samegrad.plain.array;

import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/**
 * A dense array, row by row.
 *
 * @param operations how to compute with its elements
 * @param shape the shape
 * @param elements as many as the shape has; never written while the array is in use
 * @param owned whether the elements are the engine's own, to be used again once the array is freed
 * @param <T> {@code float[]} or {@code double[]}
 */
public record PlainArray<T>(ArrayOperations<T> operations, Shape shape, T elements, boolean owned) {
  TensorType type() {
    return new TensorType(operations.dtype(), shape);
  }

  /** A new array for a result of the same element type, to be overwritten whole. */
  PlainArray<T> result(Shape shape) {
    return new PlainArray<>(operations, shape, operations.result(shape.size()), true);
  }

  /** This array, as one of the element type that it is known to have. */
  @SuppressWarnings("unchecked")
  public <U> PlainArray<U> cast() {
    return (PlainArray<U>) this;
  }
}
