package samegrad.plain.array;

import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * The operations, each making the array of its result and having the {@link ArrayOperations} of the
 * element type fill it.
 */
public class PlainOperations implements Operations<PlainArray<?>> {
  @Override
  public PlainArray<?> matmul(
      PlainArray<?> a, boolean transposeA, PlainArray<?> b, boolean transposeB) {
    int m = transposeA ? a.shape().columns() : a.shape().rows();
    int k = transposeA ? a.shape().rows() : a.shape().columns();
    int n = transposeB ? b.shape().rows() : b.shape().columns();
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(Shape.matrix(m, n));
    x.operations()
        .matmul(transposeA, transposeB, m, n, k, x.elements(), b.elements(), result.elements());
    return result;
  }

  @Override
  public PlainArray<?> transpose(PlainArray<?> a) {
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(x.shape().transposed());
    x.operations().transpose(x.elements(), x.shape(), result.elements());
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

  private static PlainArray<?> elementwise(Binary operation, PlainArray<?> a, PlainArray<?> b) {
    Shape shape =
        b.shape().broadcastsTo(a.shape())
            ? a.shape()
            : TypeRules.INSTANCE.add(a.type(), b.type()).shape();
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(shape);
    x.operations()
        .elementwise(
            operation, x.elements(), x.shape(), b.elements(), b.shape(), result.elements(), shape);
    return result;
  }

  @Override
  public PlainArray<?> scale(PlainArray<?> a, double factor) {
    PlainArray<Object> x = a.cast();
    Object number = x.operations().scalar(factor);
    return multiply(x, new PlainArray<>(x.operations(), Shape.scalar(), number, false));
  }

  @Override
  public PlainArray<?> map(UnaryFunction function, PlainArray<?> a) {
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(x.shape());
    x.operations().map(function, x.elements(), result.elements(), x.shape());
    return result;
  }

  @Override
  public PlainArray<?> logSoftmax(PlainArray<?> a) {
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(x.shape());
    x.operations().logSoftmax(x.elements(), x.shape(), result.elements());
    return result;
  }

  @Override
  public PlainArray<?> sum(PlainArray<?> a, Shape target) {
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(target);
    x.operations().sum(x.elements(), x.shape(), result.elements(), target);
    return result;
  }

  @Override
  public PlainArray<?> broadcast(PlainArray<?> a, Shape target) {
    PlainArray<Object> x = a.cast();
    PlainArray<Object> result = x.result(target);
    x.operations().broadcast(x.elements(), x.shape(), result.elements(), target);
    return result;
  }
}
