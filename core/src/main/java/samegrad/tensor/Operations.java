package samegrad.tensor;

/**
 * The operations that a network, its loss and their gradients are made of, over some kind of array.
 *
 * <p>One vocabulary, many readings: {@link samegrad.Backend} computes on {@link Tensor}s, an {@link
 * samegrad.spi.Engine} on its library's own arrays, {@link samegrad.autograd.Variable}s are
 * recorded on a tape, {@link TypeRules} finds shapes and dtypes alone, and the oracle computes
 * exact values with error bounds. Whatever is written against this interface runs on all of them.
 *
 * <p>All operands of one operation have the same dtype, which is that of the result. {@code add},
 * {@code subtract} and {@code multiply} broadcast as NumPy does: see {@link Shape#broadcastsTo}.
 *
 * @param <T> the kind of array
 */
public interface Operations<T> {
  /**
   * The matrix product op(a)·op(b), where op(x) is x or its transpose.
   *
   * @param a of shape (m, k), or (k, m) if it is to be transposed
   * @param b of shape (k, n), or (n, k) if it is to be transposed
   * @return of shape (m, n); all zeros if k is 0
   */
  T matmul(T a, boolean transposeA, T b, boolean transposeB);

  /** The matrix of shape (n, m) with the rows of {@code a}, of shape (m, n), as its columns. */
  T transpose(T a);

  /** The elementwise sum a + b, with broadcasting. */
  T add(T a, T b);

  /** The elementwise difference a − b, with broadcasting. */
  T subtract(T a, T b);

  /** The elementwise product a ∘ b, with broadcasting. */
  T multiply(T a, T b);

  /** Each element times {@code factor}, which is first rounded to the dtype of {@code a}. */
  T scale(T a, double factor);

  /** The function of each element. */
  T map(UnaryFunction function, T a);

  /** The logistic function 1/(1+e⁻ᶻ) of each element z. */
  default T sigmoid(T a) {
    return map(UnaryFunction.SIGMOID, a);
  }

  /**
   * The logarithm of the softmax of each row z: zₖ − log Σⱼ exp zⱼ.
   *
   * @param a a matrix
   */
  T logSoftmax(T a);

  /**
   * Sums over the dimensions in which {@code target} has 1 or none: the adjoint of {@link
   * #broadcast}. To the shape () it is the sum of all elements; from (m, n) to (n) the sums of the
   * columns.
   *
   * @param target a shape that broadcasts to that of {@code a}
   */
  T sum(T a, Shape target);

  /**
   * Repeats {@code a} along the dimensions in which it has 1 or none.
   *
   * @param target a shape that {@code a} broadcasts to
   */
  T broadcast(T a, Shape target);
}
