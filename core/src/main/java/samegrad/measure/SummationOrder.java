package samegrad.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * In which order a backend adds up the terms of a sum or of a matrix product's first element, found
 * out from outside.
 *
 * @param operation {@code sum} or {@code product}
 * @param dtype of operands and results
 * @param tree the order
 * @param rounding what is rounded, as far as that order with it gives the backend's bits
 */
public record SummationOrder(String operation, DType dtype, SummationTree tree, Rounding rounding) {
  private static final String SUM = "sum";
  private static final int SAMPLES = 32;

  /** What is rounded on the way. */
  public enum Rounding {
    /** Each addition, and before it each product. */
    EACH("each result is rounded"),
    /** A product of two numbers and the sum with it are rounded once. */
    FUSED("a product and its addition are rounded once (fma)"),
    /** The end alone, all before it being done in float64. */
    END("all is computed in float64 and rounded at the end"),
    /** Something else: this order does not give the backend's bits. */
    OTHER("this order does not explain all bits");

    private final String text;

    Rounding(String text) {
      this.text = text;
    }

    /** The sum of products in that order; what is added at once is added from the left. */
    private double dot(SummationTree tree, DType dtype, double[] a, double[] b) {
      DType inner = this == END ? DType.FLOAT64 : dtype;
      double[] nodes = new double[tree.root() + 1];
      for (int node = 0; node < nodes.length; node++) {
        List<Integer> parts = tree.parts(node);
        double sum = parts.isEmpty() ? inner.round(a[node] * b[node]) : nodes[parts.get(0)];
        for (int i = 1; i < parts.size(); i++) {
          int part = parts.get(i);
          sum =
              this == FUSED && part < tree.terms()
                  ? fma(dtype, a[part], b[part], sum)
                  : inner.round(sum + nodes[part]);
        }
        nodes[node] = sum;
      }
      return dtype.round(nodes[tree.root()]);
    }

    private static double fma(DType dtype, double a, double b, double c) {
      return dtype == DType.FLOAT64 ? Math.fma(a, b, c) : Math.fma((float) a, (float) b, (float) c);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The order in which a backend adds up a vector. */
  public static SummationOrder ofSum(Backend backend, DType dtype, int terms) {
    Shape shape = Shape.vector(terms);
    return of(
        SUM,
        dtype,
        terms,
        (a, ones) -> first(backend, () -> backend.sum(HostTensor.of(dtype, shape, a))));
  }

  /**
   * The order of a product of shapes (rows, depth) and (depth, rows), in its element (0, 0).
   *
   * @param depth how many terms an element has
   */
  public static SummationOrder ofProduct(Backend backend, DType dtype, int depth, int rows) {
    Shape shape = Shape.matrix(rows, depth);
    return of(
        "product",
        dtype,
        depth,
        (a, b) ->
            first(
                backend,
                () ->
                    backend.matmul(
                        HostTensor.of(dtype, shape, repeated(rows, a)),
                        false,
                        HostTensor.of(dtype, shape, repeated(rows, b)),
                        true)));
  }

  @SuppressWarnings("try") // the scope is there to close, not to be used
  private static double first(Backend backend, Supplier<Tensor> result) {
    try (Scope scope = backend.scope()) {
      return result.get().toHost().get(0);
    }
  }

  private static double[] repeated(int times, double[] row) {
    return Stream.generate(() -> row).limit(times).flatMapToDouble(Arrays::stream).toArray();
  }

  private static SummationOrder of(
      String operation, DType dtype, int terms, ToDoubleBiFunction<double[], double[]> dot) {
    double[] ones = new double[terms];
    Arrays.fill(ones, 1);
    SummationTree tree = Masks.reveal(terms, a -> dot.applyAsDouble(a, ones));
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> samples =
        Stream.generate(() -> random.doubles(terms, -1, 1).map(x -> dtype.round(x / 3)).toArray())
            .limit(SAMPLES)
            .toList();
    double[] factors = operation.equals(SUM) ? ones : samples.get(0);
    Rounding rounding =
        Stream.of(Rounding.EACH, Rounding.FUSED, Rounding.END)
            .filter(
                way ->
                    samples.stream()
                        .allMatch(
                            a -> dot.applyAsDouble(a, factors) == way.dot(tree, dtype, a, factors)))
            .findFirst()
            .orElse(Rounding.OTHER);
    return new SummationOrder(operation, dtype, tree, rounding);
  }

  /** For example {@code sum of 32, float64}. */
  public String describe() {
    return "%s of %s%d, %s"
        .formatted(operation, operation.equals(SUM) ? "" : "depth ", tree.terms(), dtype);
  }
}
