package samegrad.plain.matmul;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * One product in progress, slab by slab: as many rows of A and columns of B as fit the last-level
 * cache, k_c steps deep. Threads pack a slab together, then compute its part of C in tasks that are
 * a fraction of a thread's share, so that none waits long for another.
 *
 * <p>Each thread has a region of C, so that what it reads again is in its own caches; when its
 * tasks are gone it claims those of other regions. A task goes along a block of A, which stays in
 * the second-level cache, with one panel of B after the other (Goto and van de Geijn 2008,
 * doi:10.1145/1356052.1356053; on sharing: Smith et al. 2014, doi:10.1109/IPDPS.2014.110).
 *
 * <p>A chain is never broken: the second and later slabs of the depth go on from the element of C,
 * which a float or double store rounds no further. Reused from product to product, so that a
 * product allocates nothing.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
final class MatmulGrid<T> implements IntConsumer {
  /** The tasks of a region, which the thread's neighbours take over if it is late. */
  private static final int TASKS_OF_A_THREAD = 8;

  /** A task has at least so many multiply-adds: a microsecond's, against the cost of a claim. */
  private static final long LEAST_OF_A_TASK = 1 << 17;

  /** Integers of a cache line, so that claims of two regions do not meet in one. */
  private static final int LINE = 16;

  /** At most so many steps of the depth are packed in a piece, if threads share them. */
  private static final int STEPS_OF_A_PIECE = 128;

  private static final int PIECES_OF_A_THREAD = 2;

  private static final int SPINS_BEFORE_YIELDING = 1_000;

  private final PackedOperand<T> packedA;
  private final PackedOperand<T> packedB;

  private final MatmulKernel<T> kernel;
  private final Blocking blocking;
  private final int tileRows;
  private final int tileColumns;

  /** Of each thread, room for a tile that sticks out of C. */
  private final T edgeTiles;

  private final View<T> a;
  private final View<T> b;
  private final View<T> c;
  private int m;
  private int n;
  private int k;
  private int threads;

  private int row;
  private int column;
  private int step;
  private int rows;
  private int columns;
  private int depth;

  private int tilesDown;
  private int tilesAcross;
  private int down;
  private int across;
  private int taskTiles;
  private int taskPanels;
  private int tasksAcross;

  /** Of each region. */
  private int tasks;

  private int piecesOfA;
  private int pieces;
  private final AtomicInteger claimedPieces = new AtomicInteger();
  private final AtomicInteger unpacked = new AtomicInteger();

  /** How many tasks of each region have been claimed. */
  private final AtomicIntegerArray claimed;

  /**
   * @param mostThreads of a product
   */
  MatmulGrid(MatmulKernel<T> kernel, Blocking blocking, int mostThreads) {
    this.kernel = kernel;
    this.blocking = blocking;
    this.tileRows = kernel.tileRows(Integer.MAX_VALUE);
    this.tileColumns = kernel.tileColumns();
    this.packedA = new PackedOperand<>(kernel, true);
    this.packedB = new PackedOperand<>(kernel, false);
    this.edgeTiles = kernel.allocate(mostThreads * tileRows * tileColumns);
    this.claimed = new AtomicIntegerArray(mostThreads * LINE);
    T none = packedA.panels;
    this.a = new View<>(none);
    this.b = new View<>(none);
    this.c = new View<>(none);
  }

  /**
   * Sets the product to compute: n columns of C, from {@code column} on. All sizes are at least 1.
   */
  void set(View<T> a, View<T> b, View<T> c, int column, int m, int n, int k, int threads) {
    this.a.set(a, 0, 0);
    this.b.set(b, column, 0);
    this.c.set(c, 0, column);
    this.m = m;
    this.n = n;
    this.k = k;
    this.threads = threads;
    row = 0;
    this.column = 0;
    step = 0;
    rows = 0;
    columns = 0;
    depth = 0;
  }

  /** Drops the operands, so that an idle grid keeps no array of a caller alive. */
  void clear() {
    a.clear();
    b.clear();
    c.clear();
    packedA.clear();
    packedB.clear();
  }

  /** Goes on to the next slab, or the first one; false if there is none. */
  boolean next() {
    boolean keepB = rows > 0 && row + rows < m;
    if (row + rows < m) {
      row += rows;
    } else if (step + depth < k) {
      row = 0;
      step += depth;
    } else if (column + columns < n) {
      row = 0;
      step = 0;
      column += columns;
    } else {
      return false;
    }
    rows = Math.min(blocking.nc(), m - row);
    columns = Math.min(blocking.nc(), n - column);
    depth = Math.min(blocking.kc(), k - step);
    packedA.set(a, row, rows, step, depth);
    packedB.set(b, column, columns, step, depth);
    int groups = packedA.groups() + (keepB ? 0 : packedB.groups());
    int share = ceil(groups * depth, PIECES_OF_A_THREAD * threads);
    int together =
        Math.min(Blocking.roundUp(share, PackedOperand.STEPS_TOGETHER), STEPS_OF_A_PIECE);
    int steps = threads == 1 ? depth : together;
    piecesOfA = packedA.cut(steps);
    pieces = piecesOfA + (keepB ? 0 : packedB.cut(steps));
    claimedPieces.set(0);
    unpacked.set(pieces);
    divide();
    return true;
  }

  /** How many steps of the chains the slab has. */
  int depth() {
    return depth;
  }

  /** Cuts the slab's part of C into a region for almost every thread, and those into tasks. */
  private void divide() {
    tilesDown = ceil(rows, tileRows);
    tilesAcross = ceil(columns, tileColumns);
    down = 1;
    double shortest = Double.POSITIVE_INFINITY;
    for (int r = 1; r <= threads; r++) {
      int s = threads / r;
      // The time of the largest region: what is computed, and what is read for that.
      double lanes = (double) ceil(rows, r) + ceil(columns, s);
      double tiles = (double) ceil(tilesDown, r) * ceil(tilesAcross, s);
      double time = tiles * tileRows * tileColumns + Matmul.MULTIPLY_ADDS_OF_AN_ELEMENT * lanes;
      if (time < shortest) {
        shortest = time;
        down = r;
      }
    }
    across = threads / down;
    int regionTiles = ceil(tilesDown, down);
    int regionPanels = ceil(tilesAcross, across);
    long tile = (long) tileRows * tileColumns * depth;
    int all = regionTiles * regionPanels;
    int least = (int) Math.min(LEAST_OF_A_TASK / tile, all);
    int size = Math.max(all / TASKS_OF_A_THREAD, least);
    taskTiles = Math.max(1, Math.min(size, Math.min(regionTiles, blocking.mc() / tileRows)));
    taskPanels = Math.max(1, Math.min(size / taskTiles, regionPanels));
    tasksAcross = ceil(regionPanels, taskPanels);
    tasks = ceil(regionTiles, taskTiles) * tasksAcross;
    for (int region = 0; region < down * across; region++) {
      claimed.set(region * LINE, 0);
    }
  }

  private static int ceil(int dividend, int divisor) {
    return Blocking.ceilDivide(dividend, divisor);
  }

  /** What one of the threads does, from 0 on: its share of the slab, and what others leave. */
  @Override
  public void accept(int thread) {
    for (int piece = claimPiece(); piece >= 0; piece = claimPiece()) {
      try {
        if (piece < piecesOfA) {
          packedA.pack(piece);
        } else {
          packedB.pack(piece - piecesOfA);
        }
      } finally {
        unpacked.decrementAndGet();
      }
    }
    awaitPacking();
    for (int task = claim(thread); task >= 0; task = claim(thread)) {
      compute(task, thread);
    }
  }

  /**
   * Others are packing what is left, and so it takes no longer than a piece does, unless the
   * machine has fewer processors than the pool has threads.
   */
  @SuppressWarnings("ThreadPriorityCheck") // to yield is for that case alone
  private void awaitPacking() {
    for (int spins = 0; unpacked.get() > 0; spins++) {
      if (spins < SPINS_BEFORE_YIELDING) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** A piece of the packing that no thread has claimed; −1 if there is none. */
  int claimPiece() {
    int piece = claimedPieces.getAndIncrement();
    return piece < pieces ? piece : -1;
  }

  /** The elements of a piece. */
  int size(int piece) {
    return piece < piecesOfA ? packedA.size(piece) : packedB.size(piece - piecesOfA);
  }

  /** A task that no thread has claimed, of the thread's own region first; −1 if there is none. */
  int claim(int thread) {
    int regions = down * across;
    for (int turn = 0; turn < regions; turn++) {
      int region = (thread + turn) % regions;
      if (claimed.get(region * LINE) < tasks) {
        int task = claimed.getAndIncrement(region * LINE);
        if (task < tasks) {
          return region * tasks + task;
        }
      }
    }
    return -1;
  }

  /** The first of a task's tiles, counted from the slab's top. */
  int top(int task) {
    return within(tilesDown, task / tasks / across, down, task % tasks / tasksAcross * taskTiles);
  }

  /** The end of a task's tiles; of a small region, some tasks have none. */
  int bottom(int task) {
    int end = (task % tasks / tasksAcross + 1) * taskTiles;
    return within(tilesDown, task / tasks / across, down, end);
  }

  /** The first of a task's panels of B. */
  int left(int task) {
    int first = task % tasks % tasksAcross * taskPanels;
    return within(tilesAcross, task / tasks % across, across, first);
  }

  /** The end of a task's panels of B. */
  int right(int task) {
    int end = (task % tasks % tasksAcross + 1) * taskPanels;
    return within(tilesAcross, task / tasks % across, across, end);
  }

  /** So many tiles into one of {@code parts}, but not beyond its end. */
  private static int within(int tiles, int part, int parts, int into) {
    return Math.min(tiles * part / parts + into, tiles * (part + 1) / parts);
  }

  private void compute(int task, int thread) {
    int first = top(task) * tileRows;
    int end = Math.min(bottom(task) * tileRows, rows);
    int last = right(task);
    for (int panel = left(task); panel < last; panel++) {
      int at = panel * tileColumns;
      int width = Math.min(tileColumns, columns - at);
      int i = first;
      while (i < end) {
        int height = kernel.tileRows(rows - i);
        int to = c.at(row + i, column + at);
        if (width == tileColumns) {
          tile(height, i, at, c.array, to, c.rowStride);
        } else {
          edge(height, i, at, to, width, thread * tileRows * tileColumns);
        }
        i += height;
      }
    }
  }

  private void tile(int height, int i, int j, T to, int offset, int stride) {
    kernel.tile(
        height,
        depth,
        packedA.panels,
        i * depth,
        packedB.panels,
        j * depth,
        to,
        offset,
        stride,
        step > 0);
  }

  /** A tile that sticks out of C on the right: computed whole, aside, and its inner part copied. */
  private void edge(int height, int i, int j, int to, int width, int aside) {
    if (step > 0) {
      for (int r = 0; r < height; r++) {
        System.arraycopy(c.array, to + r * c.rowStride, edgeTiles, aside + r * tileColumns, width);
      }
    }
    tile(height, i, j, edgeTiles, aside, tileColumns);
    for (int r = 0; r < height; r++) {
      System.arraycopy(edgeTiles, aside + r * tileColumns, c.array, to + r * c.rowStride, width);
    }
  }
}
