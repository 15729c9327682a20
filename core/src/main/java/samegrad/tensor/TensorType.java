package samegrad.tensor;

/**
 * What is known of a tensor before its numbers are.
 *
 * @param dtype the type of each element
 * @param shape the shape
 */
public record TensorType(DType dtype, Shape shape) {
  /** For example {@code float32 (4, 3)}. */
  @Override
  public String toString() {
    return dtype + " " + shape;
  }
}
