package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.plain.threads.WorkerPool;

/**
 * Every kernel against the naive chain, bit for bit. The Vector API's width is that of the process;
 * {@link MatmulWidthTest} runs the others.
 */
class FloatMatmulTest {
  private static final String KERNELS = "samegrad.plain.matmul.FloatMatmulCases#kernels";

  private static final int[] SIZES = {0, 1, 2, 3, 5, 7, 8, 9, 13, 17, 31, 33, 64, 65};

  /** Blocks of a few tiles and of no whole tile, so that small operands cross every boundary. */
  private static final List<Blocking> BLOCKINGS =
      List.of(new Blocking(16, 8, 64), new Blocking(7, 5, 33), new Blocking(1, 1, 1));

  @ParameterizedTest
  @MethodSource(KERNELS)
  void every_small_shape_and_transpose_is_the_naive_chain(MatmulKernel<float[]> kernel) {
    try (WorkerPool pool = new WorkerPool(1)) {
      Matmul<float[]> matmul = new Matmul<>(kernel, pool);
      for (int m : SIZES) {
        for (int n : SIZES) {
          for (int k : SIZES) {
            check(matmul, 8, m, n, k);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void a_product_that_crosses_many_blocks_is_the_naive_chain(MatmulKernel<float[]> kernel) {
    int[][] shapes = {{33, 70, 19}, {65, 131, 11}, {17, 5, 64}, {1, 200, 40}, {200, 1, 40}};
    try (WorkerPool pool = new WorkerPool(1)) {
      for (Blocking blocking : BLOCKINGS) {
        check(new Matmul<>(kernel, pool, blocking), 50, shapes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void a_product_larger_than_the_real_blocks_is_the_naive_chain(MatmulKernel<float[]> kernel) {
    Blocking wide = Blocking.of(kernel);
    int[][] shapes = {{5, 9, 2 * wide.kc() + 3}, {wide.mc() + 9, 35, 7}, {3, wide.nc() + 70, 5}};
    try (WorkerPool pool = new WorkerPool(1)) {
      check(new Matmul<>(kernel, pool), 1000, shapes);
    }
  }

  @ParameterizedTest
  @MethodSource(KERNELS)
  void any_number_of_threads_returns_the_same_bits(MatmulKernel<float[]> kernel) {
    int[][] shapes = {
      {130, 129, 131}, {257, 258, 259}, {600, 77, 530}, {4, 2000, 300}, {2000, 3, 300}
    };
    for (int threads : new int[] {1, 2, 3, 8, 16}) {
      try (WorkerPool pool = new WorkerPool(threads)) {
        check(new Matmul<>(kernel, pool), 1000, shapes);
      }
    }
  }

  @Test
  void concurrent_callers_of_one_instance_get_their_own_products() throws Exception {
    try (WorkerPool pool = new WorkerPool(3)) {
      Matmul<float[]> matmul = Matmul.floats(pool);
      ExecutorService callers = Executors.newFixedThreadPool(4);
      try {
        List<Callable<Void>> calls =
            IntStream.range(0, 24)
                .<Callable<Void>>mapToObj(
                    call ->
                        () -> {
                          check(matmul, 500, 100 + call, 140 - call, 90 + 2 * call);
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
  @MethodSource(KERNELS)
  void an_inner_dimension_of_zero_gives_positive_zero_everywhere(MatmulKernel<float[]> kernel) {
    try (WorkerPool pool = new WorkerPool(2)) {
      float[] c = new float[70 * 90 + 1];
      Arrays.fill(c, Float.NaN);
      new Matmul<>(kernel, pool).multiply(false, true, 70, 90, 0, new float[0], new float[0], c);
      float[] expected = new float[c.length];
      expected[70 * 90] = Float.NaN;
      assertEquals(-1, FloatMatmulCases.firstDifference(expected, c));
    }
  }

  /** In all four transposes, with special values, into a C of NaNs that is too long. */
  private static void check(Matmul<float[]> matmul, int period, int[]... shapes) {
    for (int[] shape : shapes) {
      check(matmul, period, shape[0], shape[1], shape[2]);
    }
  }

  private static void check(Matmul<float[]> matmul, int period, int m, int n, int k) {
    float[] a = FloatMatmulCases.special(m * k, period, 31L * m + k);
    float[] b = FloatMatmulCases.special(k * n, period, 37L * k + n);
    for (int transposes = 0; transposes < 4; transposes++) {
      boolean transposeA = (transposes & 1) != 0;
      boolean transposeB = (transposes & 2) != 0;
      float[] c = new float[m * n + 3];
      Arrays.fill(c, Float.NaN);
      c[m * n] = 7;
      matmul.multiply(transposeA, transposeB, m, n, k, a, b, c);
      float[] expected = FloatMatmulCases.chains(transposeA, transposeB, m, n, k, a, b);
      int at = FloatMatmulCases.firstDifference(expected, c);
      assertEquals(-1, at, () -> describe(transposeA, transposeB, m, n, k));
      assertEquals(7, c[m * n], () -> describe(transposeA, transposeB, m, n, k));
    }
  }

  private static String describe(boolean transposeA, boolean transposeB, int m, int n, int k) {
    return "first different element of the float32 product %s·%s, m=%d n=%d k=%d"
        .formatted(transposeA ? "Aᵀ" : "A", transposeB ? "Bᵀ" : "B", m, n, k);
  }
}
