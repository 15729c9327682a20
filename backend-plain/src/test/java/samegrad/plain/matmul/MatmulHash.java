package samegrad.plain.matmul;

import java.util.Arrays;
import samegrad.plain.kernel.VectorWidth;
import samegrad.plain.threads.WorkerPool;

/**
 * Prints a hash over the bits of many products; run in a JVM of its own for each vector width,
 * because a process has one.
 */
final class MatmulHash {
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {4, 4, 3},
    {4, 2, 3},
    {13, 7, 5},
    {1, 300, 70},
    {300, 1, 70},
    {2, 33, 65},
    {65, 66, 67},
    {128, 10, 256},
    {129, 200, 600},
    {5, 40, 1100},
    {310, 41, 9}
  };

  private MatmulHash() {}

  public static void main(String[] arguments) {
    System.out.println(VectorWidth.description());
    for (String threads : arguments) {
      System.out.println(
          hash(MatmulKernel.floats(), MatmulKernel.doubles(), Integer.parseInt(threads)));
    }
  }

  static String hash(
      MatmulKernel<float[]> floatKernel, MatmulKernel<double[]> doubleKernel, int threads) {
    long hash = 17;
    try (WorkerPool pool = new WorkerPool(threads)) {
      Matmul<float[]> floats = new Matmul<>(floatKernel, pool);
      Matmul<double[]> doubles = new Matmul<>(doubleKernel, pool);
      for (int[] shape : SHAPES) {
        int m = shape[0];
        int n = shape[1];
        int k = shape[2];
        float[] a = MatmulCases.specialFloats(m * k, 1000, 3);
        float[] b = MatmulCases.specialFloats(k * n, 1000, 4);
        double[] x = MatmulCases.specialDoubles(m * k, 1000, 5);
        double[] y = MatmulCases.specialDoubles(k * n, 1000, 6);
        for (int transposes = 0; transposes < 4; transposes++) {
          boolean transposeA = (transposes & 1) != 0;
          boolean transposeB = (transposes & 2) != 0;
          float[] c = new float[m * n];
          floats.multiply(transposeA, transposeB, m, n, k, a, b, c);
          double[] z = new double[m * n];
          doubles.multiply(transposeA, transposeB, m, n, k, x, y, z);
          hash = 31 * hash + Arrays.hashCode(c);
          hash = 31 * hash + Arrays.hashCode(z);
        }
      }
    }
    return Long.toHexString(hash);
  }
}
