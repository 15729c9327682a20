package samegrad.plain.array;

import samegrad.tensor.DType;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * The operations, each making the array of its result and having the {@link Arithmetic} of the
 * element type fill it.
 */
public class PlainOperations implements Operations<PlainArray<?>> {
  @Override
  public PlainArray<?> matmul(
      PlainArray<?> a, boolean transposeA, PlainArray<?> b, boolean transposeB) {
    return product(a, transposeA, b, transposeB);
  }

  private static <T> PlainArray<T> product(
      PlainArray<T> a, boolean transposeA, PlainArray<?> b, boolean transposeB) {
    Shape left = transposeA ? a.shape().transposed() : a.shape();
    Shape right = transposeB ? b.shape().transposed() : b.shape();
    PlainArray<T> result = result(a, Shape.matrix(left.rows(), right.columns()));
    a.arithmetic()
        .matmul(
            transposeA,
            transposeB,
            left.rows(),
            right.columns(),
            left.columns(),
            a.elements(),
            a.arithmetic().elements(b),
            result.elements());
    return result;
  }

  @Override
  public PlainArray<?> transpose(PlainArray<?> a) {
    return transposed(a);
  }

  private static <T> PlainArray<T> transposed(PlainArray<T> a) {
    PlainArray<T> result = result(a, a.shape().transposed());
    a.arithmetic().transpose(a.elements(), a.shape(), result.elements());
    return result;
  }

  @Override
  public PlainArray<?> add(PlainArray<?> a, PlainArray<?> b) {
    return elementwise(Binary.ADD, a, b);
  }

  @Override
  public PlainArray<?> subtract(PlainArray<?> a, PlainArray<?> b) {
    return elementwise(Binary.SUBTRACT, a, b);
  }

  @Override
  public PlainArray<?> multiply(PlainArray<?> a, PlainArray<?> b) {
    return elementwise(Binary.MULTIPLY, a, b);
  }

  private static <T> PlainArray<T> elementwise(Binary operation, PlainArray<T> a, PlainArray<?> b) {
    DType dtype = a.arithmetic().dtype();
    Shape shape =
        TypeRules.INSTANCE
            .add(new TensorType(dtype, a.shape()), new TensorType(dtype, b.shape()))
            .shape();
    PlainArray<T> result = result(a, shape);
    a.arithmetic()
        .elementwise(
            operation,
            a.elements(),
            a.shape(),
            a.arithmetic().elements(b),
            b.shape(),
            result.elements(),
            shape);
    return result;
  }

  @Override
  public PlainArray<?> scale(PlainArray<?> a, double factor) {
    return scaled(a, factor);
  }

  private static <T> PlainArray<T> scaled(PlainArray<T> a, double factor) {
    PlainArray<T> result = result(a, a.shape());
    a.arithmetic().scale(a.elements(), factor, result.elements(), a.shape());
    return result;
  }

  @Override
  public PlainArray<?> map(UnaryFunction function, PlainArray<?> a) {
    return mapped(function, a);
  }

  private static <T> PlainArray<T> mapped(UnaryFunction function, PlainArray<T> a) {
    PlainArray<T> result = result(a, a.shape());
    a.arithmetic().map(function, a.elements(), result.elements(), a.shape());
    return result;
  }

  @Override
  public PlainArray<?> sum(PlainArray<?> a, Shape target) {
    return summed(a, target);
  }

  private static <T> PlainArray<T> summed(PlainArray<T> a, Shape target) {
    PlainArray<T> result = result(a, target);
    a.arithmetic().sum(a.elements(), a.shape(), result.elements(), target);
    return result;
  }

  @Override
  public PlainArray<?> broadcast(PlainArray<?> a, Shape target) {
    return repeated(a, target);
  }

  private static <T> PlainArray<T> repeated(PlainArray<T> a, Shape target) {
    PlainArray<T> result = result(a, target);
    a.arithmetic().broadcast(a.elements(), a.shape(), result.elements(), target);
    return result;
  }

  private static <T> PlainArray<T> result(PlainArray<T> like, Shape shape) {
    return new PlainArray<>(like.arithmetic(), shape, like.arithmetic().result(shape.size()), true);
  }
}
