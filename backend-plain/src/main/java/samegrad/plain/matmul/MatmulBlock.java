package samegrad.plain.matmul;

/**
 * The five loops around the micro-kernel for one block of C, and the workspace that they pack into
 * (Goto and van de Geijn 2008, doi:10.1145/1356052.1356053; Van Zee and van de Geijn 2015,
 * doi:10.1145/2764454).
 *
 * <p>A chain is never broken: the second and later blocks of the depth go on from the element of C,
 * which a float or double store rounds no further.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
final class MatmulBlock<T> {
  /** Up to so many rows, packing B costs more than it saves; for two, if it is transposed. */
  private static final int FEW_ROWS = 4;

  /**
   * So many panels of B are copied together, so many steps of the depth at a time where the source
   * has lanes side by side: a long piece of each of a few rows is read, for the sake of prefetching
   * and of the table of pages. Panels and rows that are too many fall out of the caches again.
   */
  private static final int PANELS_TOGETHER = 4;

  private static final int STEPS_TOGETHER = 16;

  /** The rows of A, the columns of B and the part of C that {@link #compute} works on. */
  final View<T> a;

  final View<T> b;
  final View<T> c;

  private final MatmulKernel<T> kernel;
  private final Blocking blocking;
  private final int tileColumns;
  private final T edgeTile;
  private T packedA;
  private int packedALength;
  private T packedB;
  private int packedBLength;

  MatmulBlock(MatmulKernel<T> kernel, Blocking blocking) {
    this.kernel = kernel;
    this.blocking = blocking;
    this.tileColumns = kernel.tileColumns();
    this.edgeTile = kernel.allocate(kernel.tileRows(Integer.MAX_VALUE) * tileColumns);
    this.packedA = kernel.allocate(0);
    this.packedB = kernel.allocate(0);
    this.a = new View<>(packedA);
    this.b = new View<>(packedA);
    this.c = new View<>(packedA);
  }

  void clear() {
    a.clear();
    b.clear();
    c.clear();
  }

  /** Computes m × n elements of C, all of its chains of k steps from end to end. */
  void compute(int m, int n, int k) {
    if (m == 1 && b.rowStride != 1) {
      kernel.dots(0, n, k, a, b, c);
    } else if (m <= FEW_ROWS && b.rowStride == 1) {
      rows(m, n, k);
    } else {
      tiles(m, n, k);
    }
  }

  /** Few rows of C, for which each element of B is used so rarely that it is read as it lies. */
  private void rows(int m, int n, int k) {
    for (int i = 0; i < m; i++) {
      kernel.clear(c.array, c.at(i, 0), n);
    }
    kernel.rows(m, n, k, a, b, c);
  }

  private void tiles(int m, int n, int k) {
    int kc = Math.min(blocking.kc(), k);
    int mc = Math.min(blocking.mc(), m);
    int nc = Math.min(blocking.nc(), n);
    boolean keepB = m > mc;
    int kept = keepB ? nc : Math.min(nc, PANELS_TOGETHER * tileColumns);
    reserve(mc * kc, Blocking.roundUp(kept, tileColumns) * kc);
    // Loop 5: columns of C, so that a block of B fits the third-level cache.
    for (int j = 0; j < n; j += nc) {
      int p = 0;
      // Loop 4: the depth, so that a panel of A fits the first-level cache. Runs once if k is 0.
      do {
        int depth = Math.min(kc, k - p);
        // Loop 3: rows of C, so that a block of A and a panel of B fit the second-level cache.
        for (int i = 0; i < m; i += mc) {
          int rows = Math.min(mc, m - i);
          packA(i, rows, p, depth);
          panels(i, rows, j, Math.min(nc, n - j), p, depth, keepB);
        }
        p += depth;
      } while (p < k);
    }
  }

  private void reserve(int lengthA, int lengthB) {
    if (packedALength < lengthA) {
      packedA = kernel.allocate(lengthA);
      packedALength = lengthA;
    }
    if (packedBLength < lengthB) {
      packedB = kernel.allocate(lengthB);
      packedBLength = lengthB;
    }
  }

  private void packA(int row, int rows, int p, int depth) {
    int steps = a.rowStride == 1 ? STEPS_TOGETHER : depth;
    for (int q = 0; q < depth; q += steps) {
      int length = Math.min(steps, depth - q);
      int i = 0;
      while (i < rows) {
        int height = kernel.tileRows(rows - i);
        int packed = i * depth + q * height;
        kernel.pack(a, row + i, height, p + q, length, packedA, packed, height);
        i += height;
      }
    }
  }

  private void packB(int column, int columns, int p, int depth, int packed) {
    int steps = b.rowStride == 1 ? STEPS_TOGETHER : depth;
    for (int q = 0; q < depth; q += steps) {
      int length = Math.min(steps, depth - q);
      for (int j = 0; j < columns; j += tileColumns) {
        int width = Math.min(tileColumns, columns - j);
        int panel = packed + j * depth + q * tileColumns;
        kernel.pack(b, column + j, width, p + q, length, packedB, panel, tileColumns);
      }
    }
  }

  private void panels(int row, int rows, int column, int columns, int p, int depth, boolean keepB) {
    // Loop 2: panels of B. The first block of rows packs a few of them just before their use, when
    // they come into the cache anyway; they are kept only if more rows follow.
    int group = PANELS_TOGETHER * tileColumns;
    for (int g = 0; g < columns; g += group) {
      int groupColumns = Math.min(group, columns - g);
      int packed = keepB ? g * depth : 0;
      if (row == 0) {
        packB(column + g, groupColumns, p, depth, packed);
      }
      for (int j = 0; j < groupColumns; j += tileColumns) {
        int width = Math.min(tileColumns, groupColumns - j);
        panel(row, rows, column + g + j, width, depth, packed + j * depth, p > 0);
      }
    }
  }

  /** Loop 1: panels of A, each with the same panel of B. */
  private void panel(
      int row, int rows, int column, int width, int depth, int panel, boolean accumulate) {
    int i = 0;
    while (i < rows) {
      int height = kernel.tileRows(rows - i);
      int packed = i * depth;
      int at = c.at(row + i, column);
      if (width == tileColumns) {
        kernel.tile(
            height, depth, packedA, packed, packedB, panel, c.array, at, c.rowStride, accumulate);
      } else {
        edge(height, depth, packed, panel, at, width, accumulate);
      }
      i += height;
    }
  }

  /** A tile that sticks out of C on the right: computed whole, aside, and its inner part copied. */
  private void edge(
      int height, int depth, int packed, int panel, int at, int width, boolean accumulate) {
    if (accumulate) {
      for (int i = 0; i < height; i++) {
        System.arraycopy(c.array, at + i * c.rowStride, edgeTile, i * tileColumns, width);
      }
    }
    kernel.tile(
        height, depth, packedA, packed, packedB, panel, edgeTile, 0, tileColumns, accumulate);
    for (int i = 0; i < height; i++) {
      System.arraycopy(edgeTile, i * tileColumns, c.array, at + i * c.rowStride, width);
    }
  }
}
