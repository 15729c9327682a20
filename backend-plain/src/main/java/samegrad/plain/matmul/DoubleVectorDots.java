package samegrad.plain.matmul;

/** A row times a transposed matrix: in float64, scalar chains are as fast as vectors. */
final class DoubleVectorDots {
  private DoubleVectorDots() {}

  /** As {@link FloatVectorDots#multiply}: how many columns it has done, none. */
  static int multiply(
      int columns,
      int depth,
      double[] a,
      int aOffset,
      int aStride,
      double[] b,
      int bOffset,
      int bColumnStride,
      double[] c,
      int cOffset) {
    return 0;
  }
}
