package samegrad.sabotage;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import samegrad.autograd.Op;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Operations that are computed wrong. */
final class OperationDefects {
  private OperationDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.in(
            "matmul",
            "a transposed product",
            "matmul/forward",
            (on, op, in, product) -> on.edit(product, p -> exchange(p, product.shape()))),
        Defect.in(
            "matmul",
            "a transpose flag ignored where the matrix is square",
            "matmul/forward",
            (on, op, in, product) ->
                isSquare(in.get(0))
                    ? on.replace(product, new Op.Matmul(false, ((Op.Matmul) op).transposeB()), in)
                    : product),
        Defect.in(
            "matmul",
            "zeros skipped in products, infinities times them too",
            "matmul/specialValues",
            (on, op, in, product) -> on.each(product, x -> Double.isNaN(x) ? 0 : x)),
        Defect.in(
            "transpose",
            "a transpose that only renames rows and columns",
            "transpose/forward",
            (on, op, in, result) -> on.edit(result, p -> copy(in.get(0), 0, p))),
        Defect.in(
            "sum",
            "a sum over the wrong axis where the matrix is square",
            "sum/forward",
            (on, op, in, sums) ->
                isSquare(in.get(0)) && sums.shape().rank() == 1
                    ? on.replace(sums, op, List.of(transposed(in.get(0))))
                    : sums),
        Defect.in(
            "add",
            "an off-by-one bias row: the last row gets none",
            "add/forward",
            (on, op, in, sum) ->
                in.get(0).shape().rank() == 2 && in.get(1).shape().rank() == 1
                    ? on.edit(sum, s -> copy(in.get(0), s.length - sum.shape().columns(), s))
                    : sum),
        Defect.in(
            "add",
            "a column broadcast as a row where the matrix is square",
            "add/forward",
            (on, op, in, sum) ->
                isSquare(in.get(0)) && isColumn(in.get(1))
                    ? on.replace(sum, op, List.of(in.get(0), transposed(in.get(1))))
                    : sum),
        Defect.in(
            "multiply",
            "infinities clamped to the largest number",
            "multiply/specialValues",
            (on, op, in, product) -> on.each(product, x -> Double.isInfinite(x) ? 1e38 : x)),
        Defect.in(
            "scale",
            "large values flushed to zero",
            "scale/specialValues",
            (on, op, in, result) -> on.each(result, x -> Math.abs(x) > 1e30 ? 0 : x)),
        Defect.in(
            "scale",
            "a factor truncated to float32",
            "scale/forward",
            (on, op, in, result) ->
                on.replace(result, new Op.Scale((float) ((Op.Scale) op).factor()), in)),
        map(
            "sigmoid",
            "a cheap sigmoid, good to 0.1%",
            "sigmoid/forward",
            z -> (1 + 1e-3 * Math.sin(z)) / (1 + Math.exp(-z))),
        map(
            "sigmoid",
            "a sigmoid that is NaN for z = 1000",
            "sigmoid/specialValues",
            z -> Math.exp(z) / (1 + Math.exp(z))),
        map(
            "sigmoid",
            "a sigmoid by tanh, which loses its small values",
            "sigmoid/forward",
            z -> 0.5 + 0.5 * Math.tanh(z / 2)),
        map(
            "tanh",
            "a rational tanh, good to 2%",
            "tanh/forward",
            z -> z * (27 + z * z) / (27 + 9 * z * z)),
        map("relu", "a leaky rectifier", "relu/forward", z -> Math.max(z, z / 100)),
        map("relu", "a rectifier that makes 0 of NaN", "relu/specialValues", z -> z > 0 ? z : 0),
        map("step", "a step that is 1 at 0", "step/specialValues", z -> z < 0 ? 0 : 1),
        map("exp", "a float32 exponential in float64", "exp/forward", z -> (float) Math.exp(z)),
        Defect.in(
            "logSoftmax",
            "a softmax of exponentials that overflow",
            "logSoftmax/specialValues",
            (on, op, in, result) -> on.edit(result, r -> naiveSoftmax(in.get(0), r, true))),
        Defect.in(
            "logSoftmax",
            "a softmax over the columns where the matrix has more rows",
            "logSoftmax/forward",
            (on, op, in, result) ->
                result.shape().rows() > result.shape().columns()
                    ? on.edit(result, r -> naiveSoftmax(in.get(0), r, false))
                    : result));
  }

  private static Defect map(
      String operation, String name, String check, DoubleUnaryOperator wrong) {
    return Defect.in(
        operation,
        name,
        check,
        (on, op, in, result) ->
            on.edit(result, r -> Arrays.setAll(r, i -> wrong.applyAsDouble(in.get(0).get(i)))));
  }

  private static void naiveSoftmax(HostTensor z, double[] result, boolean ofRows) {
    int columns = z.shape().columns();
    double[] sums = new double[Math.max(columns, z.shape().rows())];
    for (int i = 0; i < result.length; i++) {
      sums[ofRows ? i / columns : i % columns] += Math.exp(z.get(i));
    }
    Arrays.setAll(result, i -> z.get(i) - Math.log(sums[ofRows ? i / columns : i % columns]));
  }

  private static void exchange(double[] elements, Shape shape) {
    double[] before = elements.clone();
    for (int i = 0; i < elements.length; i++) {
      int row = i / shape.columns();
      int column = i % shape.columns();
      elements[i] = before[column * shape.rows() + row];
    }
  }

  private static HostTensor transposed(HostTensor matrix) {
    double[] elements = matrix.toArray();
    exchange(elements, matrix.shape().transposed());
    return HostTensor.of(matrix.dtype(), matrix.shape().transposed(), elements);
  }

  private static void copy(HostTensor from, int first, double[] to) {
    for (int i = Math.max(0, first); i < to.length; i++) {
      to[i] = from.get(i);
    }
  }

  private static boolean isSquare(HostTensor a) {
    return a.shape().rank() == 2 && a.shape().rows() == a.shape().columns();
  }

  private static boolean isColumn(HostTensor a) {
    return a.shape().rank() == 2 && a.shape().columns() == 1;
  }
}
