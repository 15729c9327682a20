package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.plain.kernel.VectorWidth;

/** How a product is shared among more threads than this machine has processors. */
class MatmulModelTest {
  private static final MatmulKernel<float[]> KERNEL = MatmulKernel.floats();

  private static double[] alike(int threads) {
    double[] speeds = new double[threads];
    Arrays.fill(speeds, 1);
    return speeds;
  }

  /** The speed against one thread's, as a share of what all threads could do. */
  private static double efficiency(int size, double... speeds) {
    assumeTrue(VectorWidth.bits() == 512, "the figures are those of vectors of 512 bits");
    double alone = new MatmulModel(KERNEL, size, size, size, 1).time();
    double together = new MatmulModel(KERNEL, size, size, size, speeds).time();
    return alone / (together * Arrays.stream(speeds).sum());
  }

  @ParameterizedTest
  @CsvSource({"16, 512", "16, 1000", "16, 2048", "64, 1000", "64, 2048", "128, 2048", "128, 4096"})
  void most_of_the_speed_of_many_threads_is_used(int threads, int size) {
    double reached = efficiency(size, alike(threads));

    assertTrue(reached >= 0.85, () -> "efficiency " + reached);
  }

  /** If each thread had a share that no other may take, the slow one would halve the speed. */
  @ParameterizedTest
  @CsvSource({"16, 512", "16, 2048", "64, 2048"})
  void a_thread_at_half_speed_holds_the_others_up_little(int threads, int size) {
    double[] speeds = alike(threads);
    speeds[threads / 2] = 0.5;
    double reached = efficiency(size, speeds);

    assertTrue(reached >= 0.8, () -> "efficiency " + reached);
  }

  @ParameterizedTest
  @CsvSource({
    "512, 512, 512",
    "3000, 10, 300",
    "5, 700, 1100",
    "2400, 130, 1030",
    "70, 4700, 40",
    "33, 1, 9"
  })
  void each_element_is_packed_once_a_slab_and_computed_once(int m, int n, int k) {
    int nc = Blocking.of(KERNEL).nc();
    int tileRows = KERNEL.tileRows(Integer.MAX_VALUE);
    long tiles =
        (long) Blocking.roundUp(m, tileRows) * Blocking.roundUp(n, KERNEL.tileColumns()) * k;
    for (int threads : new int[] {1, 2, 3, 16, 64, 128}) {
      MatmulModel model = new MatmulModel(KERNEL, m, n, k, alike(threads));

      assertEquals((long) m * k * Blocking.ceilDivide(n, nc) + (long) k * n, model.packed());
      assertEquals(tiles, model.multiplied());
    }
  }
}
