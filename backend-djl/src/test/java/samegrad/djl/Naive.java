package samegrad.djl;

import java.util.Random;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/** The operations as plain loops in double precision, rounded once at their end. */
final class Naive implements Operations<HostTensor> {
  /** Makes an element from its row and column. */
  interface Element {
    double at(int row, int column);
  }

  static HostTensor fill(TensorType type, Element element) {
    double[] elements = new double[type.shape().size()];
    int next = 0;
    for (int i = 0; i < type.shape().rows(); i++) {
      for (int j = 0; j < type.shape().columns(); j++) {
        elements[next++] = element.at(i, j);
      }
    }
    return HostTensor.of(type.dtype(), type.shape(), elements);
  }

  /** The element that broadcasting puts in that row and column. */
  static double broadcast(HostTensor a, int row, int column) {
    return a.get(a.shape().rows() == 1 ? 0 : row, a.shape().columns() == 1 ? 0 : column);
  }

  @Override
  public HostTensor matmul(HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    TensorType type = TypeRules.INSTANCE.matmul(a.type(), transposeA, b.type(), transposeB);
    int inner = transposeA ? a.shape().rows() : a.shape().columns();
    return fill(
        type,
        (i, j) -> {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum +=
                (transposeA ? a.get(k, i) : a.get(i, k)) * (transposeB ? b.get(j, k) : b.get(k, j));
          }
          return sum;
        });
  }

  @Override
  public HostTensor transpose(HostTensor a) {
    return fill(TypeRules.INSTANCE.transpose(a.type()), (i, j) -> a.get(j, i));
  }

  @Override
  public HostTensor add(HostTensor a, HostTensor b) {
    return fill(
        TypeRules.INSTANCE.add(a.type(), b.type()),
        (i, j) -> broadcast(a, i, j) + broadcast(b, i, j));
  }

  @Override
  public HostTensor subtract(HostTensor a, HostTensor b) {
    return fill(
        TypeRules.INSTANCE.subtract(a.type(), b.type()),
        (i, j) -> broadcast(a, i, j) - broadcast(b, i, j));
  }

  @Override
  public HostTensor multiply(HostTensor a, HostTensor b) {
    return fill(
        TypeRules.INSTANCE.multiply(a.type(), b.type()),
        (i, j) -> broadcast(a, i, j) * broadcast(b, i, j));
  }

  @Override
  public HostTensor scale(HostTensor a, double factor) {
    double rounded = a.dtype().round(factor);
    return fill(a.type(), (i, j) -> a.get(i, j) * rounded);
  }

  @Override
  public HostTensor map(UnaryFunction function, HostTensor a) {
    return fill(a.type(), (i, j) -> function.value(a.get(i, j)));
  }

  @Override
  public HostTensor sum(HostTensor a, Shape target) {
    double[] sums = new double[target.size()];
    for (int i = 0; i < a.shape().rows(); i++) {
      for (int j = 0; j < a.shape().columns(); j++) {
        int row = target.rows() == 1 ? 0 : i;
        sums[row * target.columns() + (target.columns() == 1 ? 0 : j)] += a.get(i, j);
      }
    }
    return HostTensor.of(a.dtype(), target, sums);
  }

  @Override
  public HostTensor broadcast(HostTensor a, Shape target) {
    return fill(new TensorType(a.dtype(), target), (i, j) -> broadcast(a, i, j));
  }

  /** The absolute values. */
  static HostTensor abs(HostTensor a) {
    return fill(a.type(), (i, j) -> Math.abs(a.get(i, j)));
  }

  /** Seeded numbers between −2 and 2. */
  static HostTensor random(long seed, DType dtype, Shape shape) {
    Random random = new Random(seed);
    return fill(new TensorType(dtype, shape), (i, j) -> 4 * random.nextDouble() - 2);
  }
}
