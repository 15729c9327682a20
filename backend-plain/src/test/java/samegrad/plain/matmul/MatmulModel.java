package samegrad.plain.matmul;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * How long a product takes on threads that this machine need not have, in multiply-adds.
 *
 * <p>A real {@link MatmulGrid} hands out its pieces and tasks; of the threads, each with a clock,
 * the one that is free first claims the next. An element that is packed, fetched from beyond the
 * thread's second-level cache, or read and written in C costs as much as {@link
 * Matmul#MULTIPLY_ADDS_OF_AN_ELEMENT}, a multiply-add one; then nothing is computed. The cache is
 * of 1 MiB and keeps what was used last. What the model leaves out: that threads share the speed of
 * memory, and that a processor runs slower when all its cores do.
 */
final class MatmulModel {
  private static final int CACHE_BYTES = 1 << 20;

  private final MatmulGrid<float[]> grid;
  private final int tileRows;
  private final int tileColumns;
  private final Processor[] threads;

  /** What one thread did. */
  private static final class Processor {
    final int number;
    final double speed;

    /** Elements of each tile of A and panel of B, the one used last at the end. */
    final LinkedHashMap<String, Integer> cache = new LinkedHashMap<>(16, 0.75f, true);

    double clock;
    long packed;
    long multiplied;

    Processor(int number, double speed) {
      this.number = number;
      this.speed = speed;
    }

    void work(long multiplyAdds, long elements) {
      clock += (multiplyAdds + Matmul.MULTIPLY_ADDS_OF_AN_ELEMENT * elements) / speed;
    }

    void use(String what, int elements) {
      if (cache.put(what, elements) == null) {
        work(0, elements);
        int kept = cache.values().stream().mapToInt(Integer::intValue).sum();
        Iterator<Integer> oldest = cache.values().iterator();
        while (kept * Float.BYTES > CACHE_BYTES) {
          kept -= oldest.next();
          oldest.remove();
        }
      }
    }
  }

  /** Runs the product of an m×k and a k×n matrix on threads of these speeds, 1 being the norm. */
  MatmulModel(MatmulKernel<float[]> kernel, int m, int n, int k, double... speeds) {
    tileRows = kernel.tileRows(Integer.MAX_VALUE);
    tileColumns = kernel.tileColumns();
    grid = new MatmulGrid<>(kernel, Blocking.of(kernel), speeds.length);
    threads = new Processor[speeds.length];
    Arrays.setAll(threads, i -> new Processor(i, speeds[i]));
    View<float[]> none = new View<>(new float[0]);
    grid.set(none, none, none, 0, m, n, k, speeds.length);
    while (grid.next()) {
      slab();
    }
  }

  private void slab() {
    Arrays.stream(threads).forEach(thread -> thread.cache.clear());
    for (int piece = grid.claimPiece(); piece >= 0; piece = grid.claimPiece()) {
      Processor thread = firstFree();
      thread.packed += grid.size(piece);
      thread.work(0, grid.size(piece));
    }
    meet();
    for (Processor thread = firstFree(); ; thread = firstFree()) {
      int task = grid.claim(thread.number);
      if (task < 0) {
        break;
      }
      for (int tile = grid.top(task); tile < grid.bottom(task); tile++) {
        thread.use("A" + tile, tileRows * grid.depth());
      }
      for (int panel = grid.left(task); panel < grid.right(task); panel++) {
        thread.use("B" + panel, tileColumns * grid.depth());
      }
      int tiles = (grid.bottom(task) - grid.top(task)) * (grid.right(task) - grid.left(task));
      long elements = (long) tiles * tileRows * tileColumns;
      thread.multiplied += elements * grid.depth();
      thread.work(elements * grid.depth(), elements);
    }
    meet();
  }

  private Processor firstFree() {
    return Arrays.stream(threads).min(Comparator.comparingDouble(t -> t.clock)).orElseThrow();
  }

  /** All wait for the last. */
  private void meet() {
    double last = Arrays.stream(threads).mapToDouble(thread -> thread.clock).max().orElseThrow();
    Arrays.stream(threads).forEach(thread -> thread.clock = last);
  }

  double time() {
    return threads[0].clock;
  }

  /** Elements of A and B that were packed, by all threads. */
  long packed() {
    return Arrays.stream(threads).mapToLong(thread -> thread.packed).sum();
  }

  long multiplied() {
    return Arrays.stream(threads).mapToLong(thread -> thread.multiplied).sum();
  }
}
