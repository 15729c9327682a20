package samegrad.benchmarks.cost;

import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The operations of the SPI, each on two square matrices a and b and a row. */
public enum Operation {
  /** a·b. */
  MATMUL,
  /** a·bᵀ, as in a layer x·Wᵀ. */
  MATMUL_TRANSPOSED,
  /** a plus a row, as the bias of a layer. */
  ADD_ROW,
  /** a − b. */
  SUBTRACT,
  /** a ∘ b. */
  MULTIPLY,
  /** 0.5·a. */
  SCALE,
  /** σ(a). */
  SIGMOID,
  /** The sum of all elements. */
  SUM,
  /** The sums of the columns. */
  SUM_OF_COLUMNS,
  /** A row repeated. */
  BROADCAST,
  /** aᵀ. */
  TRANSPOSE,
  /** From Java's memory into the library's. */
  UPLOAD,
  /** Back. */
  DOWNLOAD;

  static final double FACTOR = 0.5;

  /**
   * What it works on.
   *
   * @param a of shape (n, n)
   * @param b of shape (n, n)
   * @param row of shape (n)
   */
  record Operands(HostTensor a, HostTensor b, HostTensor row) {
    DType dtype() {
      return a.dtype();
    }

    Shape shape() {
      return a.shape();
    }
  }

  /** The result's type. */
  TensorType type(Operands operands) {
    Shape shape = operands.shape();
    Shape result =
        switch (this) {
          case SUM -> Shape.scalar();
          case SUM_OF_COLUMNS -> Shape.vector(shape.columns());
          default -> shape;
        };
    return new TensorType(operands.dtype(), result);
  }

  /**
   * Does it; a transfer is the identity here.
   *
   * @param shape of a and b
   */
  <T> T apply(Operations<T> operations, Shape shape, T a, T b, T row) {
    return switch (this) {
      case MATMUL -> operations.matmul(a, false, b, false);
      case MATMUL_TRANSPOSED -> operations.matmul(a, false, b, true);
      case ADD_ROW -> operations.add(a, row);
      case SUBTRACT -> operations.subtract(a, b);
      case MULTIPLY -> operations.multiply(a, b);
      case SCALE -> operations.scale(a, FACTOR);
      case SIGMOID -> operations.sigmoid(a);
      case SUM -> operations.sum(a, Shape.scalar());
      case SUM_OF_COLUMNS -> operations.sum(a, Shape.vector(shape.columns()));
      case BROADCAST -> operations.broadcast(row, shape);
      case TRANSPOSE -> operations.transpose(a);
      case UPLOAD, DOWNLOAD -> a;
    };
  }
}
