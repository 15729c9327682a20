package samegrad.conformance.search;

import java.util.function.DoubleBinaryOperator;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * The operations on integers in float64, which are exact in any order of summation as long as no
 * sum of magnitudes is above 2⁵³.
 */
enum Exact implements Operations<HostTensor> {
  /** The only one. */
  NUMBERS;

  @Override
  public HostTensor matmul(HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    TensorType type = TypeRules.INSTANCE.matmul(a.type(), transposeA, b.type(), transposeB);
    int m = type.shape().rows();
    int n = type.shape().columns();
    int inner = transposeA ? a.shape().rows() : a.shape().columns();
    double[] left = a.sharedFloat64();
    double[] right = b.sharedFloat64();
    double[] product = new double[type.shape().size()];
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < inner; k++) {
        double factor = left[transposeA ? k * m + i : i * inner + k];
        int first = transposeB ? k : k * n;
        int step = transposeB ? inner : 1;
        for (int j = 0; j < n; j++) {
          product[i * n + j] += factor * right[first + j * step];
        }
      }
    }
    return HostTensor.share(type.shape(), product);
  }

  @Override
  public HostTensor transpose(HostTensor a) {
    Shape shape = a.shape().transposed();
    double[] result = new double[shape.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = a.get(i % shape.columns(), i / shape.columns());
    }
    return HostTensor.share(shape, result);
  }

  @Override
  public HostTensor add(HostTensor a, HostTensor b) {
    return pairwise(TypeRules.INSTANCE.add(a.type(), b.type()).shape(), a, b, Double::sum);
  }

  @Override
  public HostTensor subtract(HostTensor a, HostTensor b) {
    return pairwise(TypeRules.INSTANCE.subtract(a.type(), b.type()).shape(), a, b, (x, y) -> x - y);
  }

  @Override
  public HostTensor multiply(HostTensor a, HostTensor b) {
    return pairwise(TypeRules.INSTANCE.multiply(a.type(), b.type()).shape(), a, b, (x, y) -> x * y);
  }

  @Override
  public HostTensor scale(HostTensor a, double factor) {
    return pairwise(a.shape(), a, a, (x, same) -> factor * x);
  }

  /** A rectifier or a step: no other function of an integer is one. */
  @Override
  public HostTensor map(UnaryFunction function, HostTensor a) {
    if (!isExact(function)) {
      throw new IllegalArgumentException(function + " of an integer is none");
    }
    return pairwise(a.shape(), a, a, (x, same) -> function.value(x));
  }

  static boolean isExact(UnaryFunction function) {
    return function == UnaryFunction.RELU || function == UnaryFunction.STEP;
  }

  @Override
  public HostTensor logSoftmax(HostTensor a) {
    throw new IllegalArgumentException("the logarithm of an integer is none");
  }

  @Override
  public HostTensor sum(HostTensor a, Shape target) {
    double[] sums = new double[target.size()];
    for (int i = 0; i < a.shape().size(); i++) {
      sums[source(target, a.shape(), i)] += a.get(i);
    }
    return HostTensor.share(target, sums);
  }

  @Override
  public HostTensor broadcast(HostTensor a, Shape target) {
    return pairwise(target, a, a, (x, same) -> x);
  }

  private static HostTensor pairwise(
      Shape shape, HostTensor a, HostTensor b, DoubleBinaryOperator function) {
    double[] result = new double[shape.size()];
    for (int i = 0; i < result.length; i++) {
      double left = a.get(source(a.shape(), shape, i));
      result[i] = function.applyAsDouble(left, b.get(source(b.shape(), shape, i)));
    }
    return HostTensor.share(shape, result);
  }

  /** The element of a tensor that broadcasting puts at that place of the whole. */
  private static int source(Shape part, Shape whole, int index) {
    if (part.size() == whole.size()) {
      return index;
    }
    int row = part.rows() == 1 ? 0 : index / whole.columns();
    int column = part.columns() == 1 ? 0 : index % whole.columns();
    return row * part.columns() + column;
  }
}
