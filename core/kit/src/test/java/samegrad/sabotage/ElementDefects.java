package samegrad.sabotage;

import static samegrad.tensor.UnaryFunction.SIGMOID;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import samegrad.example.ReferenceEngine;
import samegrad.tensor.HostTensor;
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
