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
  private final View<T> a;
  private final View<T> b;
  private final View<T> c;
  private int m;
  private int n;
  private int k;
  private int blockRows;
  private int blockColumns;
  private int across;

  MatmulGrid(FreeList<MatmulBlock<T>> blocks, T none) {
    this.blocks = blocks;
    this.a = new View<>(none);
    this.b = new View<>(none);
    this.c = new View<>(none);
  }

  /** Sets the product to compute, as one block; as {@link Matmul#multiply}. */
  void set(boolean transposeA, boolean transposeB, int m, int n, int k, T a, T b, T c) {
    this.a.set(a, 0, transposeA ? 1 : k, transposeA ? m : 1);
    this.b.set(b, 0, transposeB ? k : 1, transposeB ? 1 : n);
    this.c.set(c, 0, n, 1);
    this.m = m;
    this.n = n;
    this.k = k;
    this.blockRows = m;
    this.blockColumns = n;
    this.across = 1;
  }

  /** Drops the operands, so that an idle grid keeps no array of a caller alive. */
  void clear() {
    a.clear();
    b.clear();
    c.clear();
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
    int row = task / across * blockRows;
    int column = task % across * blockColumns;
    MatmulBlock<T> block = blocks.acquire();
    try {
      block.a.set(a, row, 0);
      block.b.set(b, column, 0);
      block.c.set(c, row, column);
      block.compute(Math.min(blockRows, m - row), Math.min(blockColumns, n - column), k);
    } finally {
      block.clear();
      blocks.release(block);
    }
  }

  private static int ceilDivide(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
