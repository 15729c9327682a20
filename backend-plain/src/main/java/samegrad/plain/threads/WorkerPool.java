package samegrad.plain.threads;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed number of threads that run numbered tasks together with the thread that asks for it.
 *
 * <p>The machine is never oversubscribed: one caller at a time gets the workers, and a caller that
 * finds them taken (or that is itself a task) runs its tasks alone. So a result must not depend on
 * which thread runs a task, nor on the order of the tasks. A run allocates nothing.
 *
 * <p>Workers are daemon threads, started by the first run that can use them. Between runs they wait
 * actively for some tens of microseconds, because waking a parked thread costs as much as a product
 * of two 100×100 matrices, and then park.
 */
public final class WorkerPool implements AutoCloseable {
  private static final int SPINS_BEFORE_PARKING = 2_000;

  private final int threads;
  private final Worker[] workers;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * Tasks of the current run that nobody has claimed. A successful claim keeps the run open until
   * the task is finished, so {@link #body} and {@link #tasks} may be read only after one.
   */
  private final AtomicInteger unclaimed = new AtomicInteger();

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private IntConsumer body = task -> {};
  private int tasks;
  private Thread caller = Thread.currentThread();
  private volatile boolean callerParked;
  private volatile boolean closed;
  private boolean started;

  /**
   * @param threads how many threads compute at once, the calling one included; at least 1
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "a worker pool needs at least 1 thread (the caller's own), not " + threads);
    }
    this.threads = threads;
    this.workers = new Worker[threads - 1];
  }

  /** How many threads compute at once, the calling one included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code body} once for each of 0, …, tasks − 1 and returns when all have finished; writes
   * made by the tasks are then visible to the caller. Once a task has thrown, tasks not yet begun
   * are skipped, and the first exception is thrown here.
   *
   * @throws IllegalStateException if the pool has been closed
   */
  public void run(int tasks, IntConsumer body) {
    if (closed) {
      throw new IllegalStateException("the worker pool has been closed");
    }
    if (tasks > 1 && threads > 1 && taken.compareAndSet(false, true)) {
      try {
        runShared(tasks, body);
      } finally {
        taken.set(false);
      }
    } else {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
    }
  }

  private void runShared(int tasks, IntConsumer body) {
    start();
    this.body = body;
    this.tasks = tasks;
    caller = Thread.currentThread();
    unfinished.set(tasks);
    unclaimed.set(tasks);
    int helpers = Math.min(tasks - 1, workers.length);
    for (int i = 0; i < helpers; i++) {
      workers[i].wake();
    }
    while (runOneTask()) {}
    awaitStragglers();
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      WorkerPool.<RuntimeException>rethrow(thrown);
    }
  }

  private void start() {
    if (!started) {
      for (int i = 0; i < workers.length; i++) {
        if (workers[i] == null) {
          Worker worker = new Worker(i + 1);
          worker.start();
          workers[i] = worker;
        }
      }
      started = true;
    }
  }

  /** Claims a task and runs it; false if there was none left to claim. */
  private boolean runOneTask() {
    int left = unclaimed.get();
    while (left > 0 && !unclaimed.weakCompareAndSetVolatile(left, left - 1)) {
      left = unclaimed.get();
    }
    if (left <= 0) {
      return false;
    }
    try {
      if (failure.get() == null) {
        body.accept(tasks - left);
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
    } finally {
      Thread toWake = caller;
      if (unfinished.decrementAndGet() == 0 && callerParked) {
        LockSupport.unpark(toWake);
      }
    }
    return true;
  }

  private void awaitStragglers() {
    for (int spin = 0; spin < SPINS_BEFORE_PARKING && unfinished.get() > 0; spin++) {
      Thread.onSpinWait();
    }
    if (unfinished.get() > 0) {
      callerParked = true;
      while (unfinished.get() > 0) {
        LockSupport.park(this);
      }
      callerParked = false;
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** Ends the workers; a run in progress is finished by its caller. Closing twice does nothing. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      if (worker != null) {
        LockSupport.unpark(worker);
      }
    }
  }

  private final class Worker extends Thread {
    private volatile boolean parked;

    Worker(int number) {
      super("samegrad-worker-" + number);
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      int spins = 0;
      while (!closed) {
        if (runOneTask()) {
          spins = 0;
        } else if (spins++ < SPINS_BEFORE_PARKING) {
          Thread.onSpinWait();
        } else {
          parked = true;
          // Looked at again after the announcement: a run begun before it did not wake this thread.
          if (unclaimed.get() == 0 && !closed) {
            LockSupport.park(WorkerPool.this);
          }
          parked = false;
          spins = 0;
        }
      }
    }
  }
}
