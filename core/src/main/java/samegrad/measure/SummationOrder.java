package samegrad.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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
  private static final int SAMPLES = 8;

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

    @Override
    public String toString() {
      return text;
    }
  }

  /** A sum of products a[i]·b[i]. */
  private interface Dot {
    double of(double[] a, double[] b);
  }

  /** The order of {@link Backend#sum(Tensor)} of a vector. */
  public static SummationOrder ofSum(Backend backend, DType dtype, int terms) {
    return of(
        "sum",
        dtype,
        terms,
        (a, ones) ->
            first(backend, () -> backend.sum(HostTensor.of(dtype, Shape.vector(terms), a))));
  }

  /**
   * The order of a product of shapes (rows, depth) and (depth, rows), in its element (0, 0).
   *
   * @param depth how many terms an element has
   */
  public static SummationOrder ofProduct(Backend backend, DType dtype, int depth, int rows) {
    return of("product", dtype, depth, (a, b) -> product(backend, dtype, rows, a, b));
  }

  private static double product(Backend backend, DType dtype, int rows, double[] a, double[] b) {
    Shape shape = Shape.matrix(rows, a.length);
    HostTensor left = HostTensor.of(dtype, shape, repeated(rows, a));
    HostTensor right = HostTensor.of(dtype, shape, repeated(rows, b));
    return first(backend, () -> backend.matmul(left, false, right, true));
  }

  private static double[] repeated(int times, double[] row) {
    return Stream.generate(() -> row).limit(times).flatMapToDouble(Arrays::stream).toArray();
  }

  @SuppressWarnings("try") // the scope is there to close, not to be used
  private static double first(Backend backend, Supplier<Tensor> of) {
    try (Scope scope = backend.scope()) {
      return of.get().toHost().get(0);
    }
  }

  private static SummationOrder of(String operation, DType dtype, int terms, Dot dot) {
    double[] ones = new double[terms];
    Arrays.fill(ones, 1);
    SummationTree tree = Masks.reveal(terms, a -> dot.of(a, ones));
    boolean products = operation.equals("product");
    SplittableRandom random = new SplittableRandom(1);
    List<double[]> samples =
        Stream.generate(
                () -> random.doubles(terms, -1, 1).map(x -> dtype.round(x * x * x)).toArray())
            .limit(2 * SAMPLES)
            .toList();
    Rounding rounding =
        Stream.of(Rounding.EACH, Rounding.FUSED, Rounding.END)
            .filter(
                way -> {
                  for (int s = 0; s < SAMPLES; s++) {
                    double[] a = samples.get(2 * s);
                    double[] b = products ? samples.get(2 * s + 1) : ones;
                    if (dot.of(a, b) != dot(tree, dtype, way, a, b)) {
                      return false;
                    }
                  }
                  return true;
                })
            .findFirst()
            .orElse(Rounding.OTHER);
    return new SummationOrder(operation, dtype, tree, rounding);
  }

  /** The sum of products in that order; what is added at once is added from the left. */
  private static double dot(SummationTree tree, DType dtype, Rounding way, double[] a, double[] b) {
    DType inner = way == Rounding.END ? DType.FLOAT64 : dtype;
    int terms = tree.terms();
    double[] nodes = new double[terms + tree.additions().size()];
    for (int i = 0; i < terms; i++) {
      nodes[i] = inner.round(a[i] * b[i]);
    }
    for (int node = terms; node < nodes.length; node++) {
      List<Integer> parts = tree.parts(node);
      double sum = nodes[parts.get(0)];
      for (int part : parts.subList(1, parts.size())) {
        sum =
            way == Rounding.FUSED && part < terms
                ? fma(dtype, a[part], b[part], sum)
                : inner.round(sum + nodes[part]);
      }
      nodes[node] = sum;
    }
    return dtype.round(nodes[nodes.length - 1]);
  }

  private static double fma(DType dtype, double a, double b, double c) {
    return dtype == DType.FLOAT64 ? Math.fma(a, b, c) : Math.fma((float) a, (float) b, (float) c);
  }
}
