package samegrad.sabotage;

import static samegrad.tensor.UnaryFunction.EXP;
import static samegrad.tensor.UnaryFunction.RELU;
import static samegrad.tensor.UnaryFunction.SIGMOID;
import static samegrad.tensor.UnaryFunction.STEP;
import static samegrad.tensor.UnaryFunction.TANH;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import samegrad.example.ReferenceEngine;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/** Elementwise operations that are computed wrong. */
final class ElementDefects {
  private ElementDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect(
            "an off-by-one bias row: the last row gets none",
            "add/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor add(HostTensor a, HostTensor b) {
                    HostTensor sum = super.add(a, b);
                    return a.shape().rank() == 2 && b.shape().rank() == 1
                        ? edit(sum, s -> copyLastRow(a, s))
                        : sum;
                  }
                }),
        new Defect(
            "a column broadcast as a row where the matrix is square",
            "add/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor add(HostTensor a, HostTensor b) {
                    if (!isSquare(a) || !isColumn(b.shape())) {
                      return super.add(a, b);
                    }
                    HostTensor row = engine().transpose(b);
                    HostTensor sum = engine().add(a, row);
                    engine().free(row);
                    return sum;
                  }
                }),
        new Defect(
            "a subtraction reversed when the left side is broadcast",
            "subtract/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor subtract(HostTensor a, HostTensor b) {
                    return a.shape().size() < b.shape().size()
                        ? super.subtract(b, a)
                        : super.subtract(a, b);
                  }
                }),
        new Defect(
            "one NaN in a product of 17 rows",
            "multiply/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor multiply(HostTensor a, HostTensor b) {
                    HostTensor product = super.multiply(a, b);
                    return product.shape().rows() == 17
                        ? edit(product, p -> p[p.length - 1] = Double.NaN)
                        : product;
                  }
                }),
        new Defect(
            "infinities clamped to the largest number",
            "multiply/specialValues",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor multiply(HostTensor a, HostTensor b) {
                    return each(super.multiply(a, b), x -> Double.isInfinite(x) ? 1e38 : x);
                  }
                }),
        new Defect(
            "large values flushed to zero",
            "scale/specialValues",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor scale(HostTensor a, double factor) {
                    return each(super.scale(a, factor), x -> Math.abs(x) > 1e30 ? 0 : x);
                  }
                }),
        new Defect(
            "a factor truncated to float32",
            "scale/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor scale(HostTensor a, double factor) {
                    return super.scale(a, (float) factor);
                  }
                }),
        new Defect(
            "a broadcast whose last row is missing",
            "broadcast/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor broadcast(HostTensor a, Shape target) {
                    HostTensor result = super.broadcast(a, target);
                    int rows = target.rows();
                    return rows < 2
                        ? result
                        : edit(result, r -> fill(r, (rows - 1) * target.columns(), 0));
                  }
                }),
        new Defect(
            "zeros for a sigmoid", "sigmoid/forward", engine -> map(engine, SIGMOID, z -> 0)),
        new Defect(
            "a float32 sigmoid in float64",
            "sigmoid/forward",
            engine -> map(engine, SIGMOID, z -> (float) (1 / (1 + Math.exp(-z))))),
        new Defect(
            "a cheap sigmoid, good to 0.1%",
            "sigmoid/forward",
            engine -> map(engine, SIGMOID, z -> (1 + 1e-3 * Math.sin(z)) / (1 + Math.exp(-z)))),
        new Defect(
            "a sigmoid that is NaN for z = 1000",
            "sigmoid/specialValues",
            engine -> map(engine, SIGMOID, z -> Math.exp(z) / (1 + Math.exp(z)))),
        new Defect(
            "a sigmoid by tanh, which loses its small values",
            "sigmoid/forward",
            engine -> map(engine, SIGMOID, z -> 0.5 + 0.5 * Math.tanh(z / 2))),
        new Defect(
            "a rational tanh, good to 2%",
            "tanh/forward", engine -> map(engine, TANH, z -> z * (27 + z * z) / (27 + 9 * z * z))),
        new Defect(
            "a leaky rectifier",
            "relu/forward",
            engine -> map(engine, RELU, z -> Math.max(z, z / 100))),
        new Defect(
            "a rectifier that makes 0 of NaN",
            "relu/specialValues",
            engine -> map(engine, RELU, z -> z > 0 ? z : 0)),
        new Defect(
            "a step that is 1 at 0",
            "step/specialValues",
            engine -> map(engine, STEP, z -> z < 0 ? 0 : 1)),
        new Defect(
            "a float32 exponential in float64",
            "exp/forward",
            engine -> map(engine, EXP, z -> (float) Math.exp(z))),
        new Defect(
            "a softmax of exponentials that overflow",
            "logSoftmax/specialValues",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor logSoftmax(HostTensor a) {
                    double sum = Arrays.stream(a.toArray()).map(Math::exp).sum();
                    return a.shape().rows() == 1
                        ? each(engine().upload(a), z -> z - Math.log(sum))
                        : super.logSoftmax(a);
                  }
                }),
        new Defect(
            "a softmax over the columns where the matrix has more rows",
            "logSoftmax/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor logSoftmax(HostTensor a) {
                    if (a.shape().rows() <= a.shape().columns()) {
                      return super.logSoftmax(a);
                    }
                    HostTensor transposed = engine().transpose(a);
                    HostTensor wrong = engine().logSoftmax(transposed);
                    HostTensor result = engine().transpose(wrong);
                    engine().free(transposed);
                    engine().free(wrong);
                    return result;
                  }
                }),
        new Defect(
            "subnormals and small normals lost on the way in",
            "transfer/specialValues",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor upload(HostTensor tensor) {
                    return each(super.upload(tensor), x -> Math.abs(x) < 0x1p-120 ? 0 * x : x);
                  }
                }));
  }

  private static void copyLastRow(HostTensor from, double[] to) {
    int columns = from.shape().columns();
    for (int i = Math.max(0, to.length - columns); i < to.length; i++) {
      to[i] = from.get(i);
    }
  }

  private static void fill(double[] elements, int from, double value) {
    Arrays.fill(elements, from, elements.length, value);
  }

  private static DefectiveEngine map(
      ReferenceEngine engine, UnaryFunction function, DoubleUnaryOperator wrong) {
    return new DefectiveEngine(engine) {
      @Override
      public HostTensor map(UnaryFunction any, HostTensor a) {
        return any == function ? each(engine().upload(a), wrong) : super.map(any, a);
      }
    };
  }
}
