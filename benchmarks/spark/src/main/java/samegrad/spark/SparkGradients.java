package samegrad.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.spi.BackendUnavailableException;
import scala.Tuple2;

/**
 * Loss and gradients by Spark, with bits that depend neither on partitions nor on the order in
 * which they are done.
 *
 * <p>Executors open the backend that {@link samegrad.Backends#open()} opens there: the system
 * properties that choose it are set by {@code spark.executor.extraJavaOptions}.
 */
public final class SparkGradients {
  private SparkGradients() {}

  /**
   * The blocks of a data set, to be cached and used again for each step.
   *
   * @param samples the samples by their places in the data set, from 0 on, in any order and any
   *     partitions
   */
  public static JavaRDD<Block> blocks(JavaPairRDD<Long, Block.Sample> samples) {
    return samples
        .mapToPair(at -> new Tuple2<>(at._1() / Block.ROWS, at))
        .groupByKey()
        .values()
        .map(SparkGradients::block);
  }

  private static Block block(Iterable<Tuple2<Long, Block.Sample>> samples) {
    List<Tuple2<Long, Block.Sample>> inOrder = new ArrayList<>();
    samples.forEach(inOrder::add);
    inOrder.sort(Comparator.comparing(Tuple2::_1));
    return Block.of(inOrder.stream().map(Tuple2::_2).iterator()).next();
  }

  /**
   * The mean loss and gradients over all samples of all blocks.
   *
   * @throws BackendUnavailableException if an executor has no such backend, or misses what it needs
   */
  public static GradientSum.Mean mean(JavaRDD<Block> blocks, Network network) {
    Broadcast<SerializedNetwork> broadcast =
        JavaSparkContext.fromSparkContext(blocks.context())
            .broadcast(SerializedNetwork.of(network));
    try {
      return blocks
          .mapPartitions(part -> List.of(sum(part, broadcast.value().network())).iterator())
          .treeReduce(GradientSum::add)
          .mean();
    } catch (Exception failure) {
      throw unavailable(failure);
    } finally {
      broadcast.destroy();
    }
  }

  private static GradientSum sum(Iterator<Block> blocks, Network network) {
    GradientSum sum = new GradientSum(network);
    blocks.forEachRemaining(block -> sum.add(ExecutorBackend.get(), network, block));
    return sum;
  }

  /** What an executor misses, if that is why a job failed. */
  private static RuntimeException unavailable(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BackendUnavailableException missing) {
        return missing;
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }
}
