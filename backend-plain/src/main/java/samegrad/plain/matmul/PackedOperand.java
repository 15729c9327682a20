package samegrad.plain.matmul;

/**
 * Rows of A, or columns of B, as the micro-kernel reads them: lanes side by side in panels as wide
 * as a tile, one panel after the other. Packed in pieces, which threads share out.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
final class PackedOperand<T> {
  /** So many lanes are copied together, whole panels of each width; more fall out of the caches. */
  private static final int LANES_TOGETHER = 96;

  /**
   * So many steps of the depth at a time where the source has lanes side by side: a long piece of
   * each of a few rows is read, for the sake of prefetching and of the table of pages.
   */
  static final int STEPS_TOGETHER = 16;

  private final MatmulKernel<T> kernel;
  private final boolean left;
  private final View<T> source;

  /** The panels: lane i begins at i times the depth. */
  T panels;

  private int length;
  private int lanes;
  private int depth;
  private int steps;

  /**
   * @param left whether it is A, whose panels are as wide as a tile is high; the last are lower
   */
  PackedOperand(MatmulKernel<T> kernel, boolean left) {
    this.kernel = kernel;
    this.left = left;
    this.panels = kernel.allocate(0);
    this.source = new View<>(panels);
  }

  /** Sets what is to be packed: lanes from {@code lane} on, in their steps from {@code step} on. */
  void set(View<T> whole, int lane, int lanes, int step, int depth) {
    source.set(whole, lane, step);
    this.lanes = lanes;
    this.depth = depth;
    int room = (left ? lanes : Blocking.roundUp(lanes, kernel.tileColumns())) * depth;
    if (length < room) {
      length = room;
      panels = kernel.allocate(room);
    }
  }

  /** Drops the operand. */
  void clear() {
    source.clear();
  }

  /** How many groups of lanes are copied together. */
  int groups() {
    return Blocking.ceilDivide(lanes, LANES_TOGETHER);
  }

  /**
   * Cuts the packing into pieces of a group and {@code steps} of the depth; returns their number.
   */
  int cut(int steps) {
    this.steps = steps;
    return groups() * Blocking.ceilDivide(depth, steps);
  }

  /** The elements of a piece. */
  int size(int piece) {
    return (Math.min(lane(piece) + LANES_TOGETHER, lanes) - lane(piece))
        * (end(piece) - step(piece));
  }

  private int lane(int piece) {
    return piece % groups() * LANES_TOGETHER;
  }

  private int step(int piece) {
    return piece / groups() * steps;
  }

  private int end(int piece) {
    return Math.min(step(piece) + steps, depth);
  }

  /** Packs a piece. */
  void pack(int piece) {
    int last = Math.min(lane(piece) + LANES_TOGETHER, lanes);
    int end = end(piece);
    int together = source.rowStride == 1 ? STEPS_TOGETHER : steps;
    for (int p = step(piece); p < end; p += together) {
      int length = Math.min(together, end - p);
      int lane = lane(piece);
      while (lane < last) {
        int width = left ? kernel.tileRows(lanes - lane) : kernel.tileColumns();
        int here = Math.min(width, lanes - lane);
        kernel.pack(source, lane, here, p, length, panels, lane * depth + p * width, width);
        lane += width;
      }
    }
  }
}
