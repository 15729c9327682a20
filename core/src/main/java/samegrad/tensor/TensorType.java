package samegrad.tensor;

import java.io.Serializable;

/**
 * What is known of a tensor before its numbers are.
 *
 * @param dtype the type of each element
 * @param shape the shape
 */
public record TensorType(DType dtype, Shape shape) implements Serializable {
  /** How much memory the elements take, in bytes. */
  public long bytes() {
    return (long) shape.size() * (dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES);
  }

  /** For example {@code float32 (4, 3)}. */
  @Override
  public String toString() {
    return dtype + " " + shape;
  }
}
