package samegrad.nd4j;

import java.util.function.DoubleBinaryOperator;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/** The operations as loops over doubles, each result rounded once to the dtype. */
final class Naive implements Operations<HostTensor> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private interface Element {
    double at(int row, int column);
  }

  private static HostTensor tensor(TensorType type, Element element) {
    Shape shape = type.shape();
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element.at(i / shape.columns(), i % shape.columns());
    }
    return HostTensor.of(type.dtype(), shape, elements);
  }

  private static double at(HostTensor a, int row, int column) {
    return a.get(Math.min(row, a.shape().rows() - 1), Math.min(column, a.shape().columns() - 1));
  }

  private static HostTensor elementwise(
      TensorType type, HostTensor a, HostTensor b, DoubleBinaryOperator operator) {
    return tensor(type, (i, j) -> operator.applyAsDouble(at(a, i, j), at(b, i, j)));
  }

  @Override
  public HostTensor matmul(HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    int inner = transposeA ? a.shape().rows() : a.shape().columns();
    return tensor(
        TYPES.matmul(a.type(), transposeA, b.type(), transposeB),
        (i, j) -> {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            double left = transposeA ? a.get(k, i) : a.get(i, k);
            sum += left * (transposeB ? b.get(j, k) : b.get(k, j));
          }
          return sum;
        });
  }

  @Override
  public HostTensor transpose(HostTensor a) {
    return tensor(TYPES.transpose(a.type()), (i, j) -> a.get(j, i));
  }

  @Override
  public HostTensor add(HostTensor a, HostTensor b) {
    return elementwise(TYPES.add(a.type(), b.type()), a, b, Double::sum);
  }

  @Override
  public HostTensor subtract(HostTensor a, HostTensor b) {
    return elementwise(TYPES.subtract(a.type(), b.type()), a, b, (x, y) -> x - y);
  }

  @Override
  public HostTensor multiply(HostTensor a, HostTensor b) {
    return elementwise(TYPES.multiply(a.type(), b.type()), a, b, (x, y) -> x * y);
  }

  @Override
  public HostTensor scale(HostTensor a, double factor) {
    DType dtype = a.dtype();
    return tensor(a.type(), (i, j) -> a.get(i, j) * dtype.round(factor));
  }

  @Override
  public HostTensor map(UnaryFunction function, HostTensor a) {
    return tensor(a.type(), (i, j) -> function.value(a.get(i, j)));
  }

  @Override
  public HostTensor sum(HostTensor a, Shape target) {
    double[] sums = new double[target.size()];
    for (int i = 0; i < a.shape().rows(); i++) {
      for (int j = 0; j < a.shape().columns(); j++) {
        int row = Math.min(i, target.rows() - 1);
        int column = Math.min(j, target.columns() - 1);
        sums[row * target.columns() + column] += a.get(i, j);
      }
    }
    return HostTensor.of(a.dtype(), target, sums);
  }

  @Override
  public HostTensor broadcast(HostTensor a, Shape target) {
    return tensor(TYPES.broadcast(a.type(), target), (i, j) -> at(a, i, j));
  }
}
