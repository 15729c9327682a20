package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.measure.SummationOrder;
import samegrad.measure.SummationOrder.Rounding;
import samegrad.measure.SummationTree;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;

/** The orders seen from outside are those that FloatReductions and Matmul document. */
final class SummationOrderTest {
  private final List<List<Integer>> additions = new ArrayList<>();
  private int terms;

  private int add(int a, int b) {
    additions.add(List.of(a, b));
    return terms + additions.size() - 1;
  }

  private int chain(int first, int from, int to, int step) {
    int sum = first;
    for (int i = from; i < to; i += step) {
      sum = add(sum, i);
    }
    return sum;
  }

  /** A binary tree of neighbours. */
  private int pairs(List<Integer> nodes) {
    List<Integer> level = nodes;
    while (level.size() > 1) {
      List<Integer> below = level;
      level =
          IntStream.range(0, level.size() / 2)
              .mapToObj(i -> add(below.get(2 * i), below.get(2 * i + 1)))
              .toList();
    }
    return level.get(0);
  }

  private int block(int from, int to) {
    int full = (to - from) / 32 * 32;
    if (full == 0) {
      return chain(from, from + 1, to, 1);
    }
    List<Integer> lanes =
        IntStream.range(0, 32)
            .mapToObj(lane -> chain(from + lane, from + lane + 32, from + full, 32))
            .toList();
    return chain(pairs(lanes), from + full, to, 1);
  }

  private int sum(int from, int to) {
    int blocks = (to - from + 4095) / 4096;
    int middle = from + 4096 * Integer.highestOneBit(Math.max(1, blocks - 1));
    return blocks == 1 ? block(from, to) : add(sum(from, middle), sum(middle, to));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void sums_and_products_are_added_in_the_order_that_is_documented(int threads) {
    try (Backend backend =
        new Backend(
            new PlainProvider().create(new EngineConfig(Device.CPU, threads)), Autograd.NATIVE)) {
      for (DType dtype : DType.values()) {
        for (int size : new int[] {1, 5, 32, 100, 4101, 8200}) {
          terms = size;
          additions.clear();
          sum(0, size);
          assertEquals(
              new SummationOrder("sum", dtype, new SummationTree(size, additions), Rounding.EACH),
              SummationOrder.ofSum(backend, dtype, size));
        }
        for (int depth : new int[] {1, 7, 64, 600}) {
          terms = depth;
          additions.clear();
          chain(0, 1, depth, 1);
          SummationTree ascending = new SummationTree(depth, additions);
          for (int rows : new int[] {1, 3, 32}) {
            assertEquals(
                new SummationOrder(
                    "product", dtype, ascending, depth == 1 ? Rounding.EACH : Rounding.FUSED),
                SummationOrder.ofProduct(backend, dtype, depth, rows));
          }
        }
      }
    }
  }
}
