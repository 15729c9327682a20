package samegrad.plain.matmul;

import samegrad.plain.threads.FreeList;
import samegrad.plain.threads.WorkerPool;

/**
 * Matrix products C = op(A)·op(B) of row-major matrices, where op is the identity or transposes.
 *
 * <p>Every element is the chain {@code s = +0; for p = 0, …, k − 1: s = fma(a[i][p], b[p][j], s)},
 * whatever the kernel, the blocks and the number of threads, so a product has the same bits
 * everywhere (but for the payload of a NaN). Instances are safe for use by several threads at once.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
public final class Matmul<T> {
  /** Up to this many multiply-adds, a product is computed without packing. */
  private static final long SMALL = 2_000;

  /** A thread gets at least what takes as long as so many multiply-adds: some microseconds. */
  private static final long THREAD_GRAIN = 1L << 19;

  /** An element that is read, packed or written takes as long as about so many multiply-adds. */
  static final long MULTIPLY_ADDS_OF_AN_ELEMENT = 16;

  private final MatmulKernel<T> kernel;
  private final WorkerPool pool;
  private final FreeList<MatmulColumns<T>> products;

  /** Products of {@code float[]}, shared out among the threads of a pool. */
  public static Matmul<float[]> floats(WorkerPool pool) {
    return new Matmul<>(MatmulKernel.floats(), pool);
  }

  /** Products of {@code double[]}. */
  public static Matmul<double[]> doubles(WorkerPool pool) {
    return new Matmul<>(MatmulKernel.doubles(), pool);
  }

  Matmul(MatmulKernel<T> kernel, WorkerPool pool) {
    this(kernel, pool, Blocking.of(kernel));
  }

  Matmul(MatmulKernel<T> kernel, WorkerPool pool, Blocking blocking) {
    this.kernel = kernel;
    this.pool = pool;
    FreeList<MatmulGrid<T>> grids =
        new FreeList<>(() -> new MatmulGrid<>(kernel, blocking, pool.threads()));
    this.products = new FreeList<>(() -> new MatmulColumns<>(kernel, pool, grids));
  }

  /**
   * C = op(A)·op(B). C is overwritten, and must not overlap A or B; the arrays may be longer than
   * their matrices.
   *
   * @param transposeA whether {@code a} holds the k×m matrix Aᵀ instead of the m×k matrix A
   * @param transposeB whether {@code b} holds the n×k matrix Bᵀ instead of the k×n matrix B
   * @param m rows of C
   * @param n columns of C
   * @param k the inner dimension; if it is 0, every element of C becomes +0
   */
  public void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T c) {
    if (n == 1) {
      // A column lies in memory as a row does, and Cᵀ = op(B)ᵀ·op(A)ᵀ is wide where C is narrow.
      wide(!transposeB, !transposeA, 1, m, k, b, a, c);
    } else {
      wide(transposeA, transposeB, m, n, k, a, b, c);
    }
  }

  private void wide(boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T c) {
    if ((long) m * n * k <= SMALL) {
      kernel.direct(transposeA, transposeB, m, n, k, a, b, c);
      return;
    }
    int threads = (int) Math.max(1, Math.min(pool.threads(), cost(m, n, k) / THREAD_GRAIN));
    MatmulColumns<T> product = products.acquire();
    try {
      product.multiply(transposeA, transposeB, m, n, k, a, b, c, threads);
    } finally {
      product.clear();
      products.release(product);
    }
  }

  /** The time of a product, in multiply-adds of whole tiles. */
  private long cost(int m, int n, int k) {
    long tiles = (long) m * Blocking.roundUp(n, kernel.tileColumns()) * k;
    long elements = (long) m * k + (long) k * n + (long) m * n;
    return tiles + MULTIPLY_ADDS_OF_AN_ELEMENT * elements;
  }
}
