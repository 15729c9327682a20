package samegrad.plain.threads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void each_task_runs_exactly_once_in_every_run(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int run = 0; run < 20_000; run++) {
        int tasks = run % 7;
        int[] counts = new int[tasks];
        pool.run(tasks, task -> counts[task]++);
        int[] expected = new int[tasks];
        Arrays.fill(expected, 1);
        assertArrayEquals(expected, counts);
      }
    }
  }

  @Test
  void tasks_run_at_the_same_time_on_as_many_threads_as_asked_for() {
    try (WorkerPool pool = new WorkerPool(3)) {
      CountDownLatch together = new CountDownLatch(3);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () ->
              pool.run(
                  3,
                  task -> {
                    threads.add(Thread.currentThread());
                    together.countDown();
                    await(together);
                  }));
      assertEquals(3, threads.size());
    }
  }

  @Test
  void workers_that_have_parked_are_woken() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int run = 0; run < 3; run++) {
        CountDownLatch together = new CountDownLatch(2);
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () ->
                pool.run(
                    2,
                    task -> {
                      together.countDown();
                      await(together);
                    }));
        Thread.sleep(50);
      }
    }
  }

  @Test
  void an_exception_in_any_task_reaches_the_caller_and_the_pool_goes_on() {
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int bad = 0; bad < 4; bad++) {
        int failing = bad;
        RuntimeException expected = new RuntimeException("task " + bad);
        RuntimeException thrown =
            assertThrows(
                RuntimeException.class,
                () ->
                    pool.run(
                        4,
                        task -> {
                          if (task == failing) {
                            throw expected;
                          }
                        }));
        assertSame(expected, thrown);
        AtomicIntegerArray counts = new AtomicIntegerArray(4);
        pool.run(4, counts::incrementAndGet);
        assertEquals("[1, 1, 1, 1]", counts.toString());
      }
    }
  }

  @Test
  void a_task_that_runs_tasks_runs_them_itself() {
    try (WorkerPool pool = new WorkerPool(2)) {
      AtomicIntegerArray counts = new AtomicIntegerArray(4);
      pool.run(
          2,
          outer -> {
            Thread self = Thread.currentThread();
            pool.run(
                2,
                inner -> {
                  assertSame(self, Thread.currentThread());
                  counts.incrementAndGet(2 * outer + inner);
                });
          });
      assertEquals("[1, 1, 1, 1]", counts.toString());
    }
  }

  @Test
  void a_second_caller_runs_its_tasks_alone_instead_of_waiting() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      CountDownLatch begun = new CountDownLatch(2);
      CountDownLatch end = new CountDownLatch(1);
      Thread first =
          new Thread(
              () ->
                  pool.run(
                      2,
                      task -> {
                        begun.countDown();
                        await(end);
                      }));
      first.start();
      begun.await();
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      pool.run(5, task -> threads.add(Thread.currentThread()));
      assertEquals(Set.of(Thread.currentThread()), threads);
      end.countDown();
      first.join();
    }
  }

  @Test
  void no_thread_is_started_before_a_run_needs_one_and_none_outlives_the_pool()
      throws InterruptedException {
    WorkerPool pool = new WorkerPool(2);
    pool.run(1, task -> {});
    CountDownLatch together = new CountDownLatch(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    pool.run(
        2,
        task -> {
          threads.add(Thread.currentThread());
          together.countDown();
          await(together);
        });
    threads.remove(Thread.currentThread());
    assertEquals(1, threads.size());
    Thread worker = threads.iterator().next();
    assertTrue(worker.isDaemon());
    pool.close();
    worker.join(30_000);
    assertEquals(Thread.State.TERMINATED, worker.getState());
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.run(1, task -> {}));
  }

  @Test
  void a_pool_without_threads_is_refused() {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> new WorkerPool(0)).getMessage());
    assertTrue(message.contains("at least 1 thread") && message.endsWith("not 0"), message);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
