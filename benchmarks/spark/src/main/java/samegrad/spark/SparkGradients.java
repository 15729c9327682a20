package samegrad.spark;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import samegrad.Settings;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.spi.BackendUnavailableException;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import scala.Tuple2;

/**
 * Loss and gradients by Spark, with bits that depend neither on partitions nor on the order in
 * which they are done.
 */
public final class SparkGradients {
  private SparkGradients() {}

  /**
   * The blocks of a data set, to be cached and used again for each step.
   *
   * <p>A place that is negative or there twice is an {@link IllegalArgumentException} of {@link
   * #mean}.
   *
   * @param samples the samples by their places in the data set, from 0 on, in any order and any
   *     partitions
   */
  public static JavaRDD<Block> blocks(JavaPairRDD<Long, Block.Sample> samples) {
    return samples
        .mapToPair(at -> new Tuple2<>(Math.floorDiv(at._1(), Block.ROWS), at))
        .groupByKey()
        .values()
        .map(SparkGradients::block);
  }

  private static Block block(Iterable<Tuple2<Long, Block.Sample>> samples) {
    List<Tuple2<Long, Block.Sample>> inOrder = new ArrayList<>();
    samples.forEach(inOrder::add);
    inOrder.sort(Comparator.comparing(Tuple2::_1));
    long before = -1;
    for (Tuple2<Long, Block.Sample> sample : inOrder) {
      if (sample._1() <= before) {
        throw new IllegalArgumentException(
            "sample %s: each sample has a place of its own, from 0 on".formatted(sample._1()));
      }
      before = sample._1();
    }
    return Block.of(inOrder.stream().map(Tuple2::_2).iterator()).next();
  }

  /**
   * The blocks of a data set in columns, as of a Parquet file.
   *
   * @param samples with {@code index}, a whole number, the place in the data set, from 0 on; {@code
   *     x} and {@code y} are arrays of float or of double
   * @throws IllegalArgumentException if x or y is something else
   */
  public static JavaRDD<Block> blocks(Dataset<Row> samples) {
    Dataset<Row> columns = samples.select(col("index").cast("long"), col("x"), col("y"));
    DType x = dtype(columns, "x");
    DType y = dtype(columns, "y");
    return blocks(
        columns
            .toJavaRDD()
            .mapToPair(
                row ->
                    new Tuple2<>(
                        row.getLong(0), new Block.Sample(vector(x, row, 1), vector(y, row, 2)))));
  }

  private static DType dtype(Dataset<Row> samples, String column) {
    String type = samples.schema().apply(column).dataType().catalogString();
    return switch (type) {
      case "array<float>" -> DType.FLOAT32;
      case "array<double>" -> DType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "the column %s is %s: it needs to be array<float> or array<double>"
                  .formatted(column, type));
    };
  }

  private static HostTensor vector(DType dtype, Row row, int column) {
    List<Number> numbers = row.getList(column);
    double[] elements = new double[numbers.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = numbers.get(i).doubleValue();
    }
    return HostTensor.of(dtype, Shape.vector(elements.length), elements);
  }

  /** The same with the settings of this process. */
  public static GradientSum.Mean mean(JavaRDD<Block> blocks, Network network, Loss criterion) {
    return mean(blocks, network, criterion, Settings.ofSystem());
  }

  /**
   * The mean loss and gradients over all samples of all blocks.
   *
   * @param settings what the executors compute with: each needs the backend on its class path
   * @throws BackendUnavailableException if an executor has no such backend, or misses what it
   *     needs, naming the executor
   * @throws IllegalArgumentException if the samples do not fit the network
   */
  public static GradientSum.Mean mean(
      JavaRDD<Block> blocks, Network network, Loss criterion, Settings settings) {
    Broadcast<Job> job =
        JavaSparkContext.fromSparkContext(blocks.context())
            .broadcast(Job.of(network, criterion, settings));
    try {
      return blocks
          .mapPartitions(part -> List.of(job.value().sum(part)).iterator())
          .treeReduce(GradientSum::add)
          .mean();
    } catch (Exception failure) {
      throw reason(failure);
    } finally {
      job.destroy();
    }
  }

  /** What an executor misses or the samples lack, if that is why a job failed. */
  private static RuntimeException reason(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BackendUnavailableException
          || cause instanceof IllegalArgumentException) {
        return (RuntimeException) cause;
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }
}
