package samegrad.plain.matmul;

import java.util.function.IntConsumer;
import samegrad.plain.threads.FreeList;
import samegrad.plain.threads.WorkerPool;

/**
 * A product in progress whose columns are shared out, a range of them a task: one of few rows, for
 * which each element of B is used so rarely that it is read as it lies; or one so small that to
 * fetch what another thread has packed takes longer than to pack it oneself.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
final class MatmulColumns<T> implements IntConsumer {
  /** Up to so many rows, packing B costs more than it saves; for two, if it is transposed. */
  private static final int FEW_ROWS = 4;

  /** Tasks start at multiples of this, so that tiles are whole and no line is shared. */
  private static final int UNIT = 32;

  /** The least columns of a task where a thread has several: long pieces of rows of B are read. */
  private static final int LEAST_OF_A_TASK = 256;

  private static final int TASKS_OF_A_THREAD = 4;

  /** From so many multiply-adds on, threads share what they pack. */
  private static final long WORTH_SHARING = 1L << 23;

  private final MatmulKernel<T> kernel;
  private final WorkerPool pool;
  private final FreeList<MatmulGrid<T>> grids;
  private final View<T> a;
  private final View<T> b;
  private final View<T> c;

  private int m;
  private int n;
  private int k;
  private boolean few;
  private int width;

  MatmulColumns(MatmulKernel<T> kernel, WorkerPool pool, FreeList<MatmulGrid<T>> grids) {
    this.kernel = kernel;
    this.pool = pool;
    this.grids = grids;
    T none = kernel.allocate(0);
    this.a = new View<>(none);
    this.b = new View<>(none);
    this.c = new View<>(none);
  }

  /** Computes C = op(A)·op(B) on so many threads, as {@link Matmul#multiply}. */
  void multiply(
      boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T c, int threads) {
    this.a.set(a, transposeA, m, k);
    this.b.set(b, !transposeB, n, k);
    this.c.set(c, false, m, n);
    this.m = m;
    this.n = n;
    this.k = k;
    few = m == 1 || (m <= FEW_ROWS && !transposeB);
    boolean wide = n >= threads * kernel.tileColumns();
    if (few || (wide && (long) m * n * k < WORTH_SHARING)) {
      int tasks = Math.max(threads, Math.min(n / LEAST_OF_A_TASK, threads * TASKS_OF_A_THREAD));
      width = threads == 1 ? n : Blocking.roundUp(Blocking.ceilDivide(n, tasks), UNIT);
      pool.run(Blocking.ceilDivide(n, width), this);
    } else {
      tiles(0, n, threads);
    }
  }

  /** Drops the operands. */
  void clear() {
    a.clear();
    b.clear();
    c.clear();
  }

  @Override
  public void accept(int task) {
    int from = task * width;
    int to = Math.min(from + width, n);
    if (!few) {
      tiles(from, to, 1);
    } else if (b.rowStride == 1) {
      for (int i = 0; i < m; i++) {
        kernel.clear(c.array, c.at(i, from), to - from);
      }
      kernel.rows(m, from, to, k, a, b, c);
    } else {
      kernel.dots(from, to, k, a, b, c);
    }
  }

  private void tiles(int from, int to, int threads) {
    MatmulGrid<T> grid = grids.acquire();
    try {
      grid.set(a, b, c, from, m, to - from, k, threads);
      while (grid.next()) {
        pool.run(threads, grid);
      }
    } finally {
      grid.clear();
      grids.release(grid);
    }
  }
}
