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
  }

  /** Computes {@code rows} × {@code columns} elements of C, all of its chains from end to end. */
  void compute(MatmulGrid<T> product, int firstRow, int rows, int firstColumn, int columns) {
    if (rows == 1 || (rows <= FEW_ROWS && product.bColumnStride == 1)) {
      rows(product, firstRow, rows, firstColumn, columns);
      return;
    }
    int kc = Math.min(blocking.kc(), product.k);
    int mc = Math.min(blocking.mc(), rows);
    int nc = Math.min(blocking.nc(), columns);
    int kept = rows > mc ? nc : Math.min(nc, PANELS_TOGETHER * tileColumns);
    reserve(mc * kc, Blocking.roundUp(kept, tileColumns) * kc);
    // Loop 5: columns of C, so that a block of B fits the third-level cache.
    for (int j = 0; j < columns; j += nc) {
      int blockColumns = Math.min(nc, columns - j);
      int p = 0;
      // Loop 4: the depth, so that a panel of A fits the first-level cache. Runs once if k is 0.
      do {
        int depth = Math.min(kc, product.k - p);
        // Loop 3: rows of C, so that a block of A and a panel of B fit the second-level cache.
        for (int i = 0; i < rows; i += mc) {
          int blockRows = Math.min(mc, rows - i);
          packA(product, firstRow + i, blockRows, p, depth);
          panels(
              product,
              firstRow + i,
              blockRows,
              i == 0,
              rows > mc,
              firstColumn + j,
              blockColumns,
              p,
              depth);
        }
        p += depth;
      } while (p < product.k);
    }
  }

  /** Few rows of C, for which each element of B is used so rarely that it is read as it lies. */
  private void rows(MatmulGrid<T> product, int firstRow, int rows, int firstColumn, int columns) {
    int c = firstRow * product.cRowStride + firstColumn;
    int a = firstRow * product.aRowStride;
    if (product.bColumnStride != 1) {
      kernel.dots(
          columns,
          product.k,
          product.a,
          a,
          product.aColumnStride,
          product.b,
          firstColumn * product.bColumnStride,
          product.bColumnStride,
          product.c,
          c);
      return;
    }
    for (int i = 0; i < rows; i++) {
      kernel.clear(product.c, c + i * product.cRowStride, columns);
    }
    kernel.rows(
        rows,
        columns,
        product.k,
        product.a,
        a,
        product.aRowStride,
        product.aColumnStride,
        product.b,
        firstColumn,
        product.bRowStride,
        product.c,
        c,
        product.cRowStride);
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

  private void packA(MatmulGrid<T> product, int row, int rows, int p, int depth) {
    int steps = product.aRowStride == 1 ? STEPS_TOGETHER : depth;
    for (int q = 0; q < depth; q += steps) {
      int offset = row * product.aRowStride + (p + q) * product.aColumnStride;
      int packed = 0;
      int i = 0;
      while (i < rows) {
        int height = kernel.tileRows(rows - i);
        kernel.pack(
            product.a,
            offset + i * product.aRowStride,
            product.aRowStride,
            product.aColumnStride,
            height,
            Math.min(steps, depth - q),
            packedA,
            packed + q * height,
            height);
        packed += height * depth;
        i += height;
      }
    }
  }

  private void packB(MatmulGrid<T> product, int column, int columns, int p, int depth, int packed) {
    int steps = product.bColumnStride == 1 ? STEPS_TOGETHER : depth;
    for (int q = 0; q < depth; q += steps) {
      int offset = (p + q) * product.bRowStride + column * product.bColumnStride;
      for (int j = 0; j < columns; j += tileColumns) {
        kernel.pack(
            product.b,
            offset + j * product.bColumnStride,
            product.bColumnStride,
            product.bRowStride,
            Math.min(tileColumns, columns - j),
            Math.min(steps, depth - q),
            packedB,
            packed + j * depth + q * tileColumns,
            tileColumns);
      }
    }
  }

  private void panels(
      MatmulGrid<T> product,
      int row,
      int rows,
      boolean firstRows,
      boolean moreRows,
      int column,
      int columns,
      int p,
      int depth) {
    // Loop 2: panels of B. The first block of rows packs a few of them just before their use, when
    // they come into the cache anyway; they are kept only if more rows follow.
    int group = PANELS_TOGETHER * tileColumns;
    for (int g = 0; g < columns; g += group) {
      int groupColumns = Math.min(group, columns - g);
      int packed = moreRows ? g * depth : 0;
      if (firstRows) {
        packB(product, column + g, groupColumns, p, depth, packed);
      }
      for (int j = 0; j < groupColumns; j += tileColumns) {
        int width = Math.min(tileColumns, groupColumns - j);
        panel(product, row, rows, column + g + j, width, p, depth, packed + j * depth);
      }
    }
  }

  /** Loop 1: panels of A, each with the same panel of B. */
  private void panel(
      MatmulGrid<T> product,
      int row,
      int rows,
      int column,
      int width,
      int p,
      int depth,
      int panel) {
    int packed = 0;
    int i = 0;
    while (i < rows) {
      int height = kernel.tileRows(rows - i);
      int c = (row + i) * product.cRowStride + column;
      if (width == tileColumns) {
        kernel.tile(
            height,
            depth,
            packedA,
            packed,
            packedB,
            panel,
            product.c,
            c,
            product.cRowStride,
            p > 0);
      } else {
        edge(product, height, depth, packed, panel, c, width, p > 0);
      }
      packed += height * depth;
      i += height;
    }
  }

  /** A tile that sticks out of C on the right: computed whole, aside, and its inner part copied. */
  private void edge(
      MatmulGrid<T> product,
      int height,
      int depth,
      int a,
      int b,
      int c,
      int width,
      boolean accumulate) {
    if (accumulate) {
      for (int i = 0; i < height; i++) {
        System.arraycopy(product.c, c + i * product.cRowStride, edgeTile, i * tileColumns, width);
      }
    }
    kernel.tile(height, depth, packedA, a, packedB, b, edgeTile, 0, tileColumns, accumulate);
    for (int i = 0; i < height; i++) {
      System.arraycopy(edgeTile, i * tileColumns, product.c, c + i * product.cRowStride, width);
    }
  }
}
