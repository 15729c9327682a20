package samegrad.plain.kernel;

import samegrad.tensor.Shape;

/**
 * How an operand y goes with part of a matrix x when it is repeated to the shape of x: x is cut
 * into runs of neighbours, and each run meets the same elements of y, or a single one.
 *
 * <p>What is shared out among threads are items: rows, or elements where y has the shape of x or is
 * a scalar, as all of a part is then one run.
 *
 * @param count how many runs there are
 * @param length how many elements of x each has
 * @param x where the first run begins
 * @param y the first element of y that it meets
 * @param single whether a run meets one element of y, and the next run the next one; else, each
 *     meets as many as it has, the same for each
 */
record Runs(int count, int length, int x, int y, boolean single) {
  /** The items [from, to). */
  static Runs of(Shape y, Shape x, int from, int to) {
    boolean single = y.columns() == 1 && y.size() != x.size();
    if (itemsAreElements(y, x)) {
      return new Runs(1, to - from, from, single ? 0 : from, single);
    }
    return new Runs(to - from, x.columns(), from * x.columns(), single ? from : 0, single);
  }

  static boolean itemsAreElements(Shape y, Shape x) {
    return y.size() == x.size() || y.size() == 1;
  }
}
