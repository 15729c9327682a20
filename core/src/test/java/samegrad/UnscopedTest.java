package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

class UnscopedTest {
  /** Some MiB, which the library below holds, as core sees it. */
  private static final Shape LARGE = Shape.matrix(1024, 4096);

  private static final HostTensor ONE = HostTensor.scalar(DType.FLOAT64, 1);

  /** The library: here each of its arrays has one element in fact. */
  private static final class Library extends OracleEngine {
    @Override
    public OptionalLong nativeArrays() {
      return OptionalLong.of(liveArrays());
    }

    @Override
    public HostTensor broadcast(HostTensor a, Shape target) {
      return upload(ONE);
    }
  }

  private final Library library = new Library();

  @Test
  void a_loop_without_a_scope_holds_no_more_native_memory_than_the_heap_may_have() {
    long enough = Runtime.getRuntime().maxMemory() / (8L * LARGE.size()) + 1;
    try (Backend backend = new Backend(library, Autograd.NATIVE)) {
      int most = 0;
      for (int i = 0; i < 10 * enough; i++) {
        backend.broadcast(ONE, LARGE);
        most = Math.max(most, library.liveArrays());
      }
      assertTrue(most < 2 * enough, most + " arrays, where " + enough + " would do");
    }
  }

  @Test
  void what_is_in_use_stays_and_does_not_have_the_collector_run_each_time() {
    long many = 3 * Runtime.getRuntime().maxMemory() / (8L * LARGE.size());
    List<Tensor> used = new ArrayList<>();
    try (Backend backend = new Backend(library, Autograd.NATIVE)) {
      long before = collections();
      for (int i = 0; i < many; i++) {
        used.add(backend.broadcast(ONE, LARGE));
      }
      assertEquals(many, library.liveArrays());
      assertTrue(collections() - before < many / 10, collections() - before + " collections");
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
