package samegrad.files;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A tensor from a file.
 *
 * @param tensor its numbers, none of them rounded
 * @param storedAs what the file stored them as
 */
public record StoredTensor(HostTensor tensor, ElementType storedAs) {
  static StoredTensor of(HostTensor tensor) {
    return new StoredTensor(tensor, ElementType.of(tensor.dtype()));
  }

  /**
   * Reads a tensor.
   *
   * @param input where it is, for messages
   * @param dimensions its shape, of any rank
   * @param numbers the bytes there are for its numbers, in their byte order
   * @param byColumns whether the numbers are stored column by column
   */
  static StoredTensor read(
      Input input, ElementType type, long[] dimensions, ByteBuffer numbers, boolean byColumns) {
    Shape shape = shape(input, dimensions);
    long size = (long) shape.size() * type.width();
    if (size != numbers.limit()) {
      throw input.wrong(
          "has %s bytes of numbers; its shape %s of %s takes %s"
              .formatted(numbers.limit(), shape, type, size));
    }
    return new StoredTensor(type.read(input, numbers, shape, byColumns), type);
  }

  private static Shape shape(Input input, long[] dimensions) {
    String text =
        Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining(", "));
    if (dimensions.length > 2) {
      throw input.wrong(
          "has the shape (%s), of rank %s: save it reshaped to a scalar, a vector or a matrix"
              .formatted(Input.shown(text), dimensions.length));
    }
    long elements = 1;
    for (long dimension : dimensions) {
      if (dimension < 0 || dimension > Integer.MAX_VALUE) {
        throw input.wrong("has the shape (" + text + "): a dimension is from 0 to 2147483647");
      }
      elements *= dimension;
    }
    if (elements > Integer.MAX_VALUE) {
      throw input.wrong("has the shape (" + text + "): a tensor has at most 2147483647 elements");
    }
    return switch (dimensions.length) {
      case 0 -> Shape.scalar();
      case 1 -> Shape.vector((int) dimensions[0]);
      default -> Shape.matrix((int) dimensions[0], (int) dimensions[1]);
    };
  }

  static int bytes(HostTensor tensor) {
    return Math.multiplyExact(tensor.shape().size(), ElementType.of(tensor.dtype()).width());
  }

  /** Writes a tensor's numbers, row by row, bit for bit. */
  static void write(HostTensor tensor, ByteBuffer to) {
    if (tensor.dtype() == DType.FLOAT64) {
      for (double element : tensor.sharedFloat64()) {
        to.putDouble(element);
      }
    } else {
      for (float element : tensor.sharedFloat32()) {
        to.putFloat(element);
      }
    }
  }
}
