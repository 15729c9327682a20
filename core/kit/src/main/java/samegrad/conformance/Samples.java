package samegrad.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import samegrad.autograd.Op;
import samegrad.conformance.search.Single;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** The samples of each operation. */
final class Samples {
  /** Sizes of the three dimensions: none, one, odd, square, and beyond a block. */
  private static final int[][] SIZES = {
    {0, 3, 2}, {3, 0, 2}, {1, 1, 1}, {2, 3, 1}, {3, 3, 3}, {5, 7, 2},
    {8, 8, 8}, {17, 33, 5}, {65, 4, 3}, {130, 2, 9}, {257, 3, 1}, {1031, 1, 2}
  };

  private static final double[] FACTORS = {1, -1, 0, 0.5 / 3, 1e-3, -12345.6789};

  /** Kept since their exact results take time. */
  private static final Map<String, List<Sample>> MADE = new ConcurrentHashMap<>();

  private Samples() {}

  /** Over all sizes and ways to use an operation. */
  static List<Sample> of(String operation, DType dtype) {
    return MADE.computeIfAbsent(operation + dtype, key -> make(operation, dtype));
  }

  private static List<Sample> make(String operation, DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (Single single : Single.ALL) {
      for (int[] size : single.name().equals(operation) ? SIZES : new int[0][]) {
        Single sized = single.sized(size[0], size[1], size[2]);
        Shape[] shapes = sized.operands().toArray(Shape[]::new);
        if (sized.op() instanceof Op.LogSoftmax && shapes[0].columns() == 0) {
          continue; // there is no largest number
        }
        boolean moderate = samples.size() % 2 == 0 || operation.equals("exp"); // or it overflows
        Numbers numbers = moderate ? Numbers.MODERATE : Numbers.WIDE;
        ops(sized.op()).forEach(op -> samples.add(Sample.random(op, dtype, numbers, shapes)));
        if (shapes.length == 2 && !shapes[0].equals(shapes[1]) && !operation.equals("matmul")) {
          samples.add(Sample.random(sized.op(), dtype, numbers, shapes[1], shapes[0]));
        }
      }
    }
    if (samples.get(0).op() instanceof Op.Map map) {
      double[] evenly = new double[641];
      Arrays.setAll(evenly, i -> (i - 320) / 8.0 + 1 / 3.0);
      HostTensor z = HostTensor.of(dtype, Shape.vector(evenly.length), evenly);
      samples.add(Sample.of("evenly from -40 to 40", map, z));
    }
    if (samples.get(0).op() instanceof Op.LogSoftmax op) {
      samples.add(row("large logits that differ little", op, dtype, 1000, 1001, 999.5, 1000.25));
      samples.add(row("one probability is nearly 1", op, dtype, 0, -30, 17, -12));
    }
    return samples;
  }

  private static Sample row(String description, Op op, DType dtype, double... row) {
    return Sample.of(description, op, HostTensor.of(dtype, Shape.matrix(1, row.length), row));
  }

  private static Stream<Op> ops(Op op) {
    return op instanceof Op.Scale ? Arrays.stream(FACTORS).mapToObj(Op.Scale::new) : Stream.of(op);
  }

  /** With special values in the operands. */
  static List<Sample> special(String operation, DType dtype) {
    return MADE.computeIfAbsent(
        "special " + operation + dtype, key -> makeSpecial(operation, dtype));
  }

  private static List<Sample> makeSpecial(String operation, DType dtype) {
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
    HostTensor vector = Numbers.specialVector(dtype);
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
      return Arrays.stream(Numbers.special(dtype))
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
          row("a logit of −∞", op, dtype, 1, Double.NEGATIVE_INFINITY, 2));
    }
    if (op instanceof Op.Map || op instanceof Op.Transpose) {
      return Stream.of(sample(op, column));
    }
    HostTensor across = fill(dtype, n, n, i -> vector.get(i % n));
    HostTensor down = fill(dtype, n, n, i -> vector.get(i / n));
    return Stream.of(
        sample(op, vector, column), sample(op, column, vector), sample(op, across, down));
  }

  private static Sample sample(Op op, HostTensor... operands) {
    return Sample.of("special values", op, operands);
  }

  private static HostTensor fill(DType dtype, int rows, int columns, IntToDoubleFunction element) {
    double[] elements = new double[rows * columns];
    Arrays.setAll(elements, element);
    return HostTensor.of(dtype, Shape.matrix(rows, columns), elements);
  }
}
