package samegrad.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import samegrad.autograd.Op;
import samegrad.conformance.search.Single;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Operations on special values. */
final class Samples {
  private Samples() {}

  /** Of an operation by its name. */
  static List<Sample> special(String operation, DType dtype) {
    Op any =
        Single.ALL.stream()
            .filter(single -> single.name().equals(operation))
            .findFirst()
            .orElseThrow()
            .op();
    return any instanceof Op.Matmul
        ? Stream.of(false, true)
            .flatMap(transposed -> special(new Op.Matmul(transposed, transposed), dtype))
            .toList()
        : special(any, dtype).toList();
  }

  /** Each special value against each, and each beside ones. */
  private static Stream<Sample> special(Op op, DType dtype) {
    HostTensor vector = SpecialValues.vector(dtype);
    int n = vector.shape().size();
    HostTensor column = HostTensor.of(dtype, Shape.matrix(n, 1), vector.toArray());
    HostTensor row = HostTensor.of(dtype, Shape.matrix(1, n), vector.toArray());
    HostTensor beside = fill(dtype, n, 3, i -> i % 3 == 1 ? vector.get(i / 3) : 1);
    HostTensor factors = HostTensor.of(dtype, Shape.matrix(3, 2), 1, 0, 1, 2, 1, -1);
    if (op instanceof Op.Matmul product) {
      return product.transposeA()
          ? Stream.of(sample(op, row, column), sample(op, factors, beside))
          : Stream.of(sample(op, column, row), sample(op, beside, factors));
    }
    if (op instanceof Op.Scale) {
      return Arrays.stream(SpecialValues.of(dtype))
          .mapToObj(factor -> sample(new Op.Scale(factor), vector));
    }
    if (op instanceof Op.Sum) {
      return Stream.of(
          sample(new Op.Sum(Shape.matrix(n, 1)), beside),
          sample(new Op.Sum(Shape.vector(3)), beside));
    }
    if (op instanceof Op.Broadcast) {
      return Stream.of(
          sample(new Op.Broadcast(Shape.matrix(n, 3)), column),
          sample(new Op.Broadcast(Shape.matrix(3, n)), vector));
    }
    if (op instanceof Op.LogSoftmax) {
      return Stream.of(
          row("a NaN", op, dtype, 1, Double.NaN, 2),
          row("logits whose exponentials overflow", op, dtype, 1e4, -1e4, 9999, 0),
          row("logits whose exponentials are all 0", op, dtype, -1e4, -2e4, -1.5e4, -1e4),
          row("a logit of −∞", op, dtype, 1, Double.NEGATIVE_INFINITY, 2),
          row("large logits that differ little", op, dtype, 1000, 1001, 999.5, 1000.25),
          row("one probability is nearly 1", op, dtype, 0, -30, 17, -12));
    }
    if (op instanceof Op.Map) {
      double[] evenly = new double[641];
      Arrays.setAll(evenly, i -> (i - 320) / 8.0 + 1 / 3.0);
      HostTensor z = HostTensor.of(dtype, Shape.vector(evenly.length), evenly);
      return Stream.of(sample(op, column), new Sample("evenly from -40 to 40", op, z));
    }
    if (op instanceof Op.Transpose) {
      return Stream.of(sample(op, column));
    }
    HostTensor across = fill(dtype, n, n, i -> vector.get(i % n));
    HostTensor down = fill(dtype, n, n, i -> vector.get(i / n));
    return Stream.of(
        sample(op, vector, column), sample(op, column, vector), sample(op, across, down));
  }

  private static Sample row(String description, Op op, DType dtype, double... row) {
    return new Sample(description, op, HostTensor.of(dtype, Shape.matrix(1, row.length), row));
  }

  private static Sample sample(Op op, HostTensor... operands) {
    return new Sample("special values", op, operands);
  }

  private static HostTensor fill(DType dtype, int rows, int columns, IntToDoubleFunction element) {
    double[] elements = new double[rows * columns];
    Arrays.setAll(elements, element);
    return HostTensor.of(dtype, Shape.matrix(rows, columns), elements);
  }
}
