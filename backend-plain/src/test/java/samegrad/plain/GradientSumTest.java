package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.autograd.Autograd;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Verdict;

/** Gradients block by block, on a backend whose results have the same bits each time. */
final class GradientSumTest {
  private final Random random = new Random(1);

  private HostTensor tensor(DType dtype, Shape shape) {
    return HostTensor.of(dtype, shape, random.doubles(shape.size(), -1, 1).toArray());
  }

  private Homework homework(DType dtype, int samples) {
    Layer hidden =
        new Layer(
            tensor(dtype, Shape.matrix(9, 5)), tensor(dtype, Shape.vector(9)), Activation.SIGMOID);
    Layer last =
        new Layer(
            tensor(dtype, Shape.matrix(3, 9)), tensor(dtype, Shape.vector(3)), Activation.IDENTITY);
    return new Homework(
        new Network("net", List.of(hidden, last)),
        tensor(dtype, Shape.matrix(samples, 5)),
        tensor(dtype, Shape.matrix(samples, 3)));
  }

  private static GradientSum sum(Backend backend, Homework homework, List<Block> blocks) {
    return new GradientSum(homework.network())
        .add(backend, homework.network(), homework.criterion(), blocks.iterator());
  }

  private static GradientSum.Mean mean(Backend backend, Homework homework) {
    return GradientSum.mean(
        backend,
        homework.network(),
        homework.criterion(),
        Block.of(homework.x(), homework.y()).iterator());
  }

  @ParameterizedTest
  @EnumSource
  void shards_order_and_threads_do_not_change_a_bit(DType dtype) {
    Homework homework = homework(dtype, 16 * Block.ROWS - 24);
    List<Block> blocks = new ArrayList<>(Block.of(homework.x(), homework.y()).toList());
    try (Backend one = new Backend(new PlainEngine(1), Autograd.NATIVE);
        Backend three = new Backend(new PlainEngine(3), Autograd.TAPE)) {
      GradientSum.Mean expected = mean(one, homework);
      for (int shards : new int[] {1, 2, 3, 7, 16}) {
        Collections.shuffle(blocks, random);
        List<GradientSum> sums = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
          int from = s * blocks.size() / shards;
          int to = (s + 1) * blocks.size() / shards;
          sums.add(sum(s % 2 == 0 ? one : three, homework, blocks.subList(from, to)));
        }
        Collections.shuffle(sums, random);
        GradientSum all = new GradientSum(homework.network());
        sums.forEach(all::add);
        assertEquals(expected, all.mean(), shards + " shards");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 500, 1023, 1024, 1025, 1032, 2048})
  void the_mean_is_within_the_bounds_of_the_whole_data_set(int samples) {
    for (DType dtype : DType.values()) {
      Homework homework = homework(dtype, samples);
      Oracle.Solution exact = Oracle.solve(homework);
      try (Backend backend = new Backend(new PlainEngine(1), Autograd.NATIVE)) {
        GradientSum.Mean mean = mean(backend, homework);
        assertEquals(samples, mean.samples());
        assertWithin(exact, TensorName.LOSS, mean.loss());
        List<TensorName> names = homework.network().parameterNames();
        assertEquals(names.stream().map(TensorName::toString).toList(), names(mean));
        for (TensorName name : names) {
          assertWithin(
              exact, name.gradient(), mean.gradients().getOrDefault(name.toString(), mean.loss()));
        }
      }
    }
  }

  private static List<String> names(GradientSum.Mean mean) {
    return List.copyOf(mean.gradients().keySet());
  }

  private static void assertWithin(Oracle.Solution exact, TensorName name, HostTensor computed) {
    Comparison comparison = Comparison.of(computed, exact.tensor(name));
    assertNotEquals(Verdict.DIFFER, comparison.verdict(), name + ": " + comparison);
  }

  @Test
  void samples_one_by_one_make_the_same_blocks() {
    int count = 2 * Block.ROWS + 2;
    Homework homework = homework(DType.FLOAT32, count);
    List<Block.Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Block.Sample(row(homework.x(), i), row(homework.y(), i)));
    }
    List<Block> blocks = new ArrayList<>();
    Block.of(samples.iterator()).forEachRemaining(blocks::add);
    assertEquals(Block.of(homework.x(), homework.y()).toList(), blocks);
    assertEquals(List.of(1024, 1024, 2), blocks.stream().map(Block::samples).toList());
  }

  private static HostTensor row(HostTensor matrix, int row) {
    double[] elements = new double[matrix.shape().columns()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = matrix.get(row, i);
    }
    return HostTensor.of(matrix.dtype(), Shape.vector(elements.length), elements);
  }

  @Test
  void what_is_no_block_is_refused() {
    HostTensor x = tensor(DType.FLOAT32, Shape.matrix(1025, 2));
    assertEquals(
        "a block has 1 to 1024 samples and as many targets, not x of shape (1025, 2) and y of"
            + " shape (1025, 2)",
        assertThrows(IllegalArgumentException.class, () -> new Block(x, x)).getMessage());
    Network network = homework(DType.FLOAT32, 1).network();
    assertThrows(IllegalStateException.class, () -> new GradientSum(network).mean());
  }
}
