package samegrad.tensor;

/**
 * The type of each operation's result, or the error that says why the operands do not fit.
 *
 * <p>This is the one place where shapes and dtypes are checked; what runs behind it checks nothing.
 * Each method throws {@link IllegalArgumentException} naming the operation and both operands.
 */
public final class TypeRules implements Operations<TensorType> {
  /** The rules; they have no state. */
  public static final TypeRules INSTANCE = new TypeRules();

  private TypeRules() {}

  @Override
  public TensorType matmul(TensorType a, boolean transposeA, TensorType b, boolean transposeB) {
    sameDType("matmul", a, b);
    if (a.shape().rank() != 2 || b.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "matmul: needs two matrices, not the shapes " + a.shape() + " and " + b.shape());
    }
    Shape left = transposeA ? a.shape().transposed() : a.shape();
    Shape right = transposeB ? b.shape().transposed() : b.shape();
    if (left.columns() != right.rows()) {
      throw new IllegalArgumentException(
          "matmul: the inner dimensions differ in %s · %s: %s columns on the left, %s rows on the right"
              .formatted(
                  operand(a, transposeA), operand(b, transposeB), left.columns(), right.rows()));
    }
    return new TensorType(a.dtype(), Shape.matrix(left.rows(), right.columns()));
  }

  private static String operand(TensorType a, boolean transpose) {
    return a.shape() + (transpose ? "ᵀ" : "");
  }

  @Override
  public TensorType transpose(TensorType a) {
    return new TensorType(a.dtype(), a.shape().transposed());
  }

  @Override
  public TensorType add(TensorType a, TensorType b) {
    return elementwise("add", a, b);
  }

  @Override
  public TensorType subtract(TensorType a, TensorType b) {
    return elementwise("subtract", a, b);
  }

  @Override
  public TensorType multiply(TensorType a, TensorType b) {
    return elementwise("multiply", a, b);
  }

  @Override
  public TensorType scale(TensorType a, double factor) {
    return a;
  }

  @Override
  public TensorType map(UnaryFunction function, TensorType a) {
    return a;
  }

  @Override
  public TensorType logSoftmax(TensorType a) {
    if (a.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "logSoftmax: needs a matrix of one sample a row, not the shape " + a.shape());
    }
    return a;
  }

  @Override
  public TensorType sum(TensorType a, Shape target) {
    if (!target.broadcastsTo(a.shape())) {
      throw new IllegalArgumentException(
          "sum: the shape %s cannot be summed to %s, which does not broadcast to it"
              .formatted(a.shape(), target));
    }
    return new TensorType(a.dtype(), target);
  }

  @Override
  public TensorType broadcast(TensorType a, Shape target) {
    if (!a.shape().broadcastsTo(target)) {
      throw new IllegalArgumentException(
          "broadcast: the shape " + a.shape() + " does not broadcast to " + target);
    }
    return new TensorType(a.dtype(), target);
  }

  private static TensorType elementwise(String operation, TensorType a, TensorType b) {
    sameDType(operation, a, b);
    int rank = Math.max(a.shape().rank(), b.shape().rank());
    int rows = common(operation, a, b, a.shape().rows(), b.shape().rows());
    int columns = common(operation, a, b, a.shape().columns(), b.shape().columns());
    return new TensorType(a.dtype(), new Shape(rank, rows, columns));
  }

  private static int common(String operation, TensorType a, TensorType b, int m, int n) {
    if (m != n && m != 1 && n != 1) {
      throw new IllegalArgumentException(
          "%s: the shapes %s and %s do not broadcast: %s against %s"
              .formatted(operation, a.shape(), b.shape(), m, n));
    }
    return m == 1 ? n : m;
  }

  private static void sameDType(String operation, TensorType a, TensorType b) {
    if (a.dtype() != b.dtype()) {
      throw new IllegalArgumentException(
          "%s: the dtypes differ: %s and %s; convert one with toHost().to(dtype)"
              .formatted(operation, a, b));
    }
  }
}
