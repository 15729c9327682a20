package samegrad.plain.array;

import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * The operations on one element type, from arrays into an array that is there: what the engine and
 * its gradient programs call, above the inner loops. Nothing is checked.
 *
 * <p>{@code dst} is overwritten whole. It may be an operand where that is said, else it overlaps
 * none.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
public interface ArrayOperations<T> {
  DType dtype();

  /** A new array of zeros. */
  T allocate(int length);

  /** A new array of one number, rounded to the dtype. */
  T scalar(double value);

  /** An array for a result, which holds anything and is to be overwritten whole. */
  T result(int length);

  /** Takes back an array that {@link #result} returned and nobody uses any more. */
  void recycle(T elements);

  /** The tensor's own elements. */
  T elements(HostTensor tensor);

  /** An array around the tensor's own elements: operands are never written. */
  default PlainArray<T> array(HostTensor tensor) {
    return new PlainArray<>(this, tensor.shape(), elements(tensor), false);
  }

  /** A tensor around the elements. */
  HostTensor tensor(Shape shape, T elements);

  /** dst = op(a)·op(b), of shape (m, n), the inner dimension being k. */
  void matmul(boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T dst);

  /** dst = aᵀ. */
  void transpose(T a, Shape shape, T dst);

  /** dst = a ∘ b with broadcasting; dst may be an operand of its own shape. */
  void elementwise(Binary operation, T a, Shape aShape, T b, Shape bShape, T dst, Shape shape);

  /** dst = f(a); dst may be a. */
  void map(UnaryFunction f, T a, T dst, Shape shape);

  /** dst = log softmax of each row of a; dst may be a. */
  void logSoftmax(T a, Shape shape, T dst);

  /** Sums over the dimensions in which the target has 1. */
  void sum(T a, Shape shape, T dst, Shape target);

  /** Repeats along the dimensions in which a has 1. */
  void broadcast(T a, Shape shape, T dst, Shape target);

  /** z = z + bias, repeated to the shape of z, and a = f of that; a may be z. */
  void addMap(UnaryFunction f, T z, T bias, Shape biasShape, T a, Shape shape);

  /** dst = g·(a·(1 − a)); dst may be g or a. */
  void sigmoidGradient(T g, T a, T dst, Shape shape);
}
