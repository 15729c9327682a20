package samegrad.plain.matmul;

import java.util.function.IntConsumer;
import samegrad.plain.threads.FreeList;

/**
 * One product in progress, cut into a grid of blocks of C, one block a task. Tasks share nothing
 * but the operands: each packs what it needs, so there is no reduction and nothing to wait for.
 *
 * <p>Reused from product to product, so that a product allocates nothing.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
final class MatmulGrid<T> implements IntConsumer {
  /** A tile and 16 packed vectors of the same depth take about as long; only the order matters. */
  private static final double VECTORS_PACKED_IN_THE_TIME_OF_A_TILE = 16;

  private final FreeList<MatmulBlock<T>> blocks;
  private final T none;

  int k;
  T a;
  int aRowStride;
  int aColumnStride;
  T b;
  int bRowStride;
  int bColumnStride;
  T c;
  int cRowStride;

  private int m;
  private int n;
  private int blockRows;
  private int blockColumns;
  private int across;

  MatmulGrid(FreeList<MatmulBlock<T>> blocks, T none) {
    this.blocks = blocks;
    this.none = none;
    clear();
  }

  /** Sets the product to compute, as one block; strides as in {@link MatmulKernel#direct}. */
  void operands(
      int m,
      int n,
      int k,
      T a,
      int aRowStride,
      int aColumnStride,
      T b,
      int bRowStride,
      int bColumnStride,
      T c) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.a = a;
    this.aRowStride = aRowStride;
    this.aColumnStride = aColumnStride;
    this.b = b;
    this.bRowStride = bRowStride;
    this.bColumnStride = bColumnStride;
    this.c = c;
    this.cRowStride = n;
    this.blockRows = m;
    this.blockColumns = n;
    this.across = 1;
  }

  /** Drops the operands, so that an idle grid keeps no array of a caller alive. */
  void clear() {
    a = none;
    b = none;
    c = none;
  }

  /**
   * Cuts C into about {@code parts} blocks of whole tiles, so that the least is packed twice: a
   * grid of r × s blocks packs A s times and B r times.
   */
  void split(int parts, int tileRows, int tileColumns) {
    int rowTiles = ceilDivide(m, tileRows);
    int columnTiles = ceilDivide(n, tileColumns);
    int down = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int r = 1; r <= parts; r++) {
      int s = ceilDivide(parts, r);
      // The time of the largest block, in tiles: what it computes and what it packs for that.
      double tiles = (double) ceilDivide(rowTiles, r) * ceilDivide(columnTiles, s);
      double packed = (double) ceilDivide(m, r) + ceilDivide(n, s);
      double cost = tiles + packed / VECTORS_PACKED_IN_THE_TIME_OF_A_TILE;
      if (cost < least) {
        least = cost;
        down = r;
      }
    }
    blockRows = Math.max(1, ceilDivide(rowTiles, down)) * tileRows;
    blockColumns = Math.max(1, ceilDivide(columnTiles, ceilDivide(parts, down))) * tileColumns;
    across = ceilDivide(n, blockColumns);
  }

  /** How many blocks there are, at least 1. */
  int tasks() {
    return across * ceilDivide(m, blockRows);
  }

  /** Computes a block. */
  @Override
  public void accept(int task) {
    int firstRow = task / across * blockRows;
    int firstColumn = task % across * blockColumns;
    MatmulBlock<T> block = blocks.acquire();
    try {
      block.compute(
          this,
          firstRow,
          Math.min(blockRows, m - firstRow),
          firstColumn,
          Math.min(blockColumns, n - firstColumn));
    } finally {
      blocks.release(block);
    }
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
