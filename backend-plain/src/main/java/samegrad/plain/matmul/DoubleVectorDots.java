package samegrad.plain.matmul;

/** A row times a transposed matrix: in float64, scalar chains are as fast as vectors. */
final class DoubleVectorDots {
  private DoubleVectorDots() {}

  /** As {@link FloatVectorDots#multiply}: none. */
  static int multiply(
      int from, int to, int depth, View<double[]> a, View<double[]> b, View<double[]> c) {
    return from;
  }
}
