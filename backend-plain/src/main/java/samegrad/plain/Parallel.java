package samegrad.plain;

/** Shares a range of independent work out among the threads of a pool. */
final class Parallel {
  /** A thread gets at least this many elements: some microseconds of work, more than a wake-up. */
  private static final int GRAIN = 1 << 15;

  private Parallel() {}

  /** Work on the items [from, to). */
  @FunctionalInterface
  interface Range {
    void run(int from, int to);
  }

  /** Whether so many elements are worth more than one thread. */
  static boolean pays(WorkerPool pool, long elements) {
    return pool.threads() > 1 && elements >= 2L * GRAIN;
  }

  /**
   * Runs {@code body} on ranges that together are [0, items).
   *
   * @param elements how many elements all items have together
   */
  static void run(WorkerPool pool, int items, long elements, Range body) {
    int parts = (int) Math.min(items, Math.min(pool.threads(), elements / GRAIN));
    pool.run(parts, part -> body.run(bound(items, part, parts), bound(items, part + 1, parts)));
  }

  private static int bound(int items, int part, int parts) {
    return (int) ((long) items * part / parts);
  }
}
