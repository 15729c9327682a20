package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.plain.kernel.VectorWidth;
import samegrad.plain.threads.WorkerPool;

/**
 * Every kernel against the naive chain, bit for bit. The Vector API's width is that of the process;
 * {@link MatmulWidthTest} runs the others.
 */
class MatmulTest {
  private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 8, 9, 13, 17, 31, 33, 64, 65};

  /** Blocks of a few tiles and of no whole tile, so that small operands cross every boundary. */
  private static final List<Blocking> BLOCKINGS =
      List.of(new Blocking(16, 8, 64), new Blocking(7, 5, 33), new Blocking(1, 1, 1));

  record Twin(String name, MatmulKernel<float[]> floats, MatmulKernel<double[]> doubles) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Twin> kernels() {
    return Stream.of(
        new Twin("scalar", new FloatScalarMatmul(), new DoubleScalarMatmul()),
        new Twin(VectorWidth.description(), MatmulKernel.floats(), MatmulKernel.doubles()));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void every_small_shape_and_transpose_is_the_naive_chain(Twin twin) {
    try (WorkerPool pool = new WorkerPool(1)) {
      Matmul<float[]> floats = new Matmul<>(twin.floats(), pool);
      Matmul<double[]> doubles = new Matmul<>(twin.doubles(), pool);
      for (int m : SIZES) {
        for (int n : SIZES) {
          for (int k : SIZES) {
            checkFloats(floats, m, n, k, 8);
            checkDoubles(doubles, m, n, k, 8);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void a_product_that_crosses_many_blocks_is_the_naive_chain(Twin twin) {
    int[][] shapes = {{33, 70, 19}, {65, 131, 11}, {17, 5, 64}, {1, 200, 40}, {200, 1, 40}};
    try (WorkerPool pool = new WorkerPool(1)) {
      for (Blocking blocking : BLOCKINGS) {
        Matmul<float[]> floats = new Matmul<>(twin.floats(), pool, blocking);
        Matmul<double[]> doubles = new Matmul<>(twin.doubles(), pool, blocking);
        for (int[] shape : shapes) {
          checkFloats(floats, shape[0], shape[1], shape[2], 50);
          checkDoubles(doubles, shape[0], shape[1], shape[2], 50);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void a_product_larger_than_the_real_blocks_is_the_naive_chain(Twin twin) {
    try (WorkerPool pool = new WorkerPool(1)) {
      Blocking wide = Blocking.of(twin.floats());
      Matmul<float[]> floats = new Matmul<>(twin.floats(), pool);
      Matmul<double[]> doubles = new Matmul<>(twin.doubles(), pool);
      int[][] shapes = {{5, 9, 2 * wide.kc() + 3}, {wide.mc() + 9, 35, 7}, {3, wide.nc() + 70, 5}};
      for (int[] shape : shapes) {
        checkFloats(floats, shape[0], shape[1], shape[2], 1000);
        checkDoubles(doubles, shape[0], shape[1], shape[2], 1000);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void any_number_of_threads_returns_the_same_bits(Twin twin) {
    int[][] shapes = {{130, 129, 131}, {257, 258, 259}, {4, 2000, 300}, {2000, 3, 300}};
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        Matmul<float[]> floats = new Matmul<>(twin.floats(), pool);
        Matmul<double[]> doubles = new Matmul<>(twin.doubles(), pool);
        for (int[] shape : shapes) {
          checkFloats(floats, shape[0], shape[1], shape[2], 1000);
          checkDoubles(doubles, shape[0], shape[1], shape[2], 1000);
        }
      }
    }
  }

  @Test
  void concurrent_callers_of_one_instance_get_their_own_products() throws Exception {
    try (WorkerPool pool = new WorkerPool(3)) {
      Matmul<float[]> floats = new Matmul<>(MatmulKernel.floats(), pool);
      ExecutorService callers = Executors.newFixedThreadPool(4);
      try {
        List<Callable<Void>> calls =
            IntStream.range(0, 24)
                .<Callable<Void>>mapToObj(
                    call ->
                        () -> {
                          checkFloats(floats, 100 + call, 140 - call, 90 + 2 * call, 500);
                          return null;
                        })
                .toList();
        for (Future<Void> result : callers.invokeAll(calls)) {
          result.get();
        }
      } finally {
        callers.shutdown();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void an_inner_dimension_of_zero_gives_positive_zero_everywhere(Twin twin) {
    try (WorkerPool pool = new WorkerPool(2)) {
      float[] c = new float[70 * 90 + 1];
      Arrays.fill(c, Float.NaN);
      new Matmul<>(twin.floats(), pool)
          .multiply(false, true, 70, 90, 0, new float[0], new float[0], c);
      float[] expected = new float[c.length];
      expected[70 * 90] = Float.NaN;
      assertEquals(-1, MatmulCases.firstDifference(expected, c));
    }
  }

  /** One period of special values in all four transposes, into a C of NaNs that is too long. */
  private static void checkFloats(Matmul<float[]> matmul, int m, int n, int k, int period) {
    float[] a = MatmulCases.specialFloats(m * k, period, 31L * m + k);
    float[] b = MatmulCases.specialFloats(k * n, period, 37L * k + n);
    for (int transposes = 0; transposes < 4; transposes++) {
      boolean transposeA = (transposes & 1) != 0;
      boolean transposeB = (transposes & 2) != 0;
      float[] c = new float[m * n + 3];
      Arrays.fill(c, Float.NaN);
      c[m * n] = 7;
      matmul.multiply(transposeA, transposeB, m, n, k, a, b, c);
      float[] expected = MatmulCases.chains(transposeA, transposeB, m, n, k, a, b);
      int at = MatmulCases.firstDifference(expected, c);
      assertEquals(-1, at, () -> describe("float32", transposeA, transposeB, m, n, k));
      assertEquals(7, c[m * n], () -> describe("float32", transposeA, transposeB, m, n, k));
    }
  }

  private static void checkDoubles(Matmul<double[]> matmul, int m, int n, int k, int period) {
    double[] a = MatmulCases.specialDoubles(m * k, period, 31L * m + k);
    double[] b = MatmulCases.specialDoubles(k * n, period, 37L * k + n);
    for (int transposes = 0; transposes < 4; transposes++) {
      boolean transposeA = (transposes & 1) != 0;
      boolean transposeB = (transposes & 2) != 0;
      double[] c = new double[m * n + 3];
      Arrays.fill(c, Double.NaN);
      c[m * n] = 7;
      matmul.multiply(transposeA, transposeB, m, n, k, a, b, c);
      double[] expected = MatmulCases.chains(transposeA, transposeB, m, n, k, a, b);
      int at = MatmulCases.firstDifference(expected, c);
      assertEquals(-1, at, () -> describe("float64", transposeA, transposeB, m, n, k));
      assertEquals(7, c[m * n], () -> describe("float64", transposeA, transposeB, m, n, k));
    }
  }

  private static String describe(
      String dtype, boolean transposeA, boolean transposeB, int m, int n, int k) {
    return "first different element of the %s product %s·%s, m=%d n=%d k=%d"
        .formatted(dtype, transposeA ? "Aᵀ" : "A", transposeB ? "Bᵀ" : "B", m, n, k);
  }
}
