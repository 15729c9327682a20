package samegrad.plain.threads;

import java.util.function.IntConsumer;

/**
 * Shares the rows or elements of an operation out among the threads of a pool. A run allocates
 * nothing, if its body captures nothing.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
public final class Parallel<T> {
  /** A thread gets at least this many elements: some microseconds of work, more than a wake-up. */
  private static final int GRAIN = 1 << 15;

  private final WorkerPool pool;
  private final FreeList<Job<T>> jobs;

  /**
   * @param none an array that an idle job can hold instead of a caller's
   */
  public Parallel(WorkerPool pool, T none) {
    this.pool = pool;
    this.jobs = new FreeList<>(() -> new Job<>(none));
  }

  /**
   * The items [from, to) of an operation on arrays, which do not depend on the other items. What
   * {@code row} says of b is the operation's own affair.
   *
   * @param <T> {@code float[]} or {@code double[]}
   */
  @FunctionalInterface
  public interface Body<T> {
    void run(T a, T b, boolean row, T dst, int rows, int columns, int from, int to);
  }

  /** As below, for an operation on one array. */
  public void run(int items, T a, T dst, int rows, int columns, Body<T> body) {
    run(items, a, a, false, dst, rows, columns, body);
  }

  /**
   * Runs {@code body} on ranges that together are [0, items).
   *
   * @param items rows or columns
   * @param rows times {@code columns} decides whether threads pay
   */
  public void run(int items, T a, T b, boolean row, T dst, int rows, int columns, Body<T> body) {
    int size = rows * columns;
    if (pool.threads() == 1 || size < 2 * GRAIN) {
      body.run(a, b, row, dst, rows, columns, 0, items);
      return;
    }
    Job<T> job = jobs.acquire();
    try {
      job.a = a;
      job.b = b;
      job.row = row;
      job.dst = dst;
      job.rows = rows;
      job.columns = columns;
      job.body = body;
      job.items = items;
      job.parts = Math.min(items, Math.min(pool.threads(), size / GRAIN));
      pool.run(job.parts, job);
    } finally {
      job.clear();
      jobs.release(job);
    }
  }

  /** One operation in progress; a task is one of its ranges. */
  private static final class Job<T> implements IntConsumer {
    private final T none;
    private T a;
    private T b;
    private T dst;
    private boolean row;
    private int rows;
    private int columns;
    private Body<T> body = (a, b, row, dst, rows, columns, from, to) -> {};
    private int items;
    private int parts;

    Job(T none) {
      this.none = none;
      this.a = none;
      this.b = none;
      this.dst = none;
    }

    void clear() {
      a = none;
      b = none;
      dst = none;
    }

    @Override
    public void accept(int part) {
      body.run(a, b, row, dst, rows, columns, bound(part), bound(part + 1));
    }

    private int bound(int part) {
      return (int) ((long) items * part / parts);
    }
  }
}
