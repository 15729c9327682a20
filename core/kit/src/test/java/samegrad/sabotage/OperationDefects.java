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
        of(
            "matmul/forward",
            "a transposed product",
            (on, op, in, product) -> on.edit(product, p -> exchange(p, product.shape()))),
        of(
            "matmul/forward",
            "a transpose flag ignored where the matrix is square",
            (on, op, in, product) ->
                isSquare(in.get(0))
                    ? on.replace(product, new Op.Matmul(false, ((Op.Matmul) op).transposeB()), in)
                    : product),
        of(
            "matmul/specialValues",
            "zeros skipped in products, infinities times them too",
            (on, op, in, product) -> on.each(product, x -> Double.isNaN(x) ? 0 : x)),
        of(
            "transpose/forward",
            "a transpose that only renames rows and columns",
            (on, op, in, result) -> on.edit(result, p -> copy(in.get(0), 0, p))),
        of(
            "sum/forward",
            "a sum over the wrong axis where the matrix is square",
            (on, op, in, sums) ->
                isSquare(in.get(0)) && sums.shape().rank() == 1
                    ? on.replace(sums, op, List.of(transposed(in.get(0))))
                    : sums),
        of(
            "add/forward",
            "an off-by-one bias row: the last row gets none",
            (on, op, in, sum) ->
                in.get(0).shape().rank() == 2 && in.get(1).shape().rank() == 1
                    ? on.edit(sum, s -> copy(in.get(0), s.length - sum.shape().columns(), s))
                    : sum),
        of(
            "add/forward",
            "a column broadcast as a row where the matrix is square",
            (on, op, in, sum) ->
                isSquare(in.get(0)) && isColumn(in.get(1))
                    ? on.replace(sum, op, List.of(in.get(0), transposed(in.get(1))))
                    : sum),
        of(
            "multiply/specialValues",
            "infinities clamped to the largest number",
            (on, op, in, product) -> on.each(product, x -> Double.isInfinite(x) ? 1e38 : x)),
        of(
            "scale/specialValues",
            "large values flushed to zero",
            (on, op, in, result) -> on.each(result, x -> Math.abs(x) > 1e30 ? 0 : x)),
        of(
            "scale/forward",
            "a factor truncated to float32",
            (on, op, in, result) ->
                on.replace(result, new Op.Scale((float) ((Op.Scale) op).factor()), in)),
        map(
            "sigmoid/forward",
            "a cheap sigmoid, good to 0.1%",
            z -> (1 + 1e-3 * Math.sin(z)) / (1 + Math.exp(-z))),
        map(
            "sigmoid/specialValues",
            "a sigmoid that is NaN for z = 1000",
            z -> Math.exp(z) / (1 + Math.exp(z))),
        map(
            "sigmoid/forward",
            "a sigmoid by tanh, which loses its small values",
            z -> 0.5 + 0.5 * Math.tanh(z / 2)),
        map(
            "tanh/forward",
            "a rational tanh, good to 2%",
            z -> z * (27 + z * z) / (27 + 9 * z * z)),
        map("relu/forward", "a leaky rectifier", z -> Math.max(z, z / 100)),
        map("relu/specialValues", "a rectifier that makes 0 of NaN", z -> z > 0 ? z : 0),
        map("step/specialValues", "a step that is 1 at 0", z -> z < 0 ? 0 : 1),
        map("exp/forward", "a float32 exponential in float64", z -> (float) Math.exp(z)),
        of(
            "logSoftmax/specialValues",
            "a softmax of exponentials that overflow",
            (on, op, in, result) -> on.edit(result, r -> naiveSoftmax(in.get(0), r, true))),
        of(
            "logSoftmax/forward",
            "a softmax over the columns where the matrix has more rows",
            (on, op, in, result) ->
                result.shape().rows() > result.shape().columns()
                    ? on.edit(result, r -> naiveSoftmax(in.get(0), r, false))
                    : result));
  }

  /** Of the operation that the check is named after. */
  private static Defect of(String check, String name, Defect.Spoil spoil) {
    return Defect.in(check.substring(0, check.indexOf('/')), name, check, spoil);
  }

  private static Defect map(String check, String name, DoubleUnaryOperator wrong) {
    return of(
        check,
        name,
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
    int columns = shape.columns();
    Arrays.setAll(elements, i -> before[i % columns * shape.rows() + i / columns]);
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
