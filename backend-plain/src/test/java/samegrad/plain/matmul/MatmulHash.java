package samegrad.plain.matmul;

import samegrad.plain.kernel.VectorWidth;

/**
 * Prints a hash over the bits of many products for each number of threads; run in a JVM of its own
 * for each vector width, because a process has one.
 */
final class MatmulHash {
  private MatmulHash() {}

  public static void main(String[] arguments) {
    System.out.println(VectorWidth.description());
    for (String threads : arguments) {
      System.out.println(
          hash(MatmulKernel.floats(), MatmulKernel.doubles(), Integer.parseInt(threads)));
    }
  }

  static String hash(MatmulKernel<float[]> floats, MatmulKernel<double[]> doubles, int threads) {
    return "%08x %08x"
        .formatted(FloatMatmulHash.of(floats, threads), DoubleMatmulHash.of(doubles, threads));
  }
}
