package samegrad.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.network.Activation;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.spi.BackendUnavailableException;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import scala.Tuple2;

/** On a cluster of two executors in JVMs of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SparkGradientsTest {
  private static final int SAMPLES = 1000;

  private final Random random = new Random(1);
  private final Network network =
      new Network(
          "net", List.of(layer(5, 7, Activation.SIGMOID), layer(7, 3, Activation.IDENTITY)));
  private final List<Tuple2<Long, Block.Sample>> samples = new ArrayList<>();
  private JavaSparkContext spark;
  private GradientSum.Mean alone;

  private Layer layer(int in, int out, Activation activation) {
    return new Layer(tensor(Shape.matrix(out, in)), tensor(Shape.vector(out)), activation);
  }

  private HostTensor tensor(Shape shape) {
    return HostTensor.of(DType.FLOAT32, shape, random.doubles(shape.size(), -1, 1).toArray());
  }

  @BeforeAll
  void start() throws IOException {
    for (long i = 0; i < SAMPLES; i++) {
      Block.Sample sample = new Block.Sample(tensor(Shape.vector(5)), tensor(Shape.vector(3)));
      samples.add(new Tuple2<>(i, sample));
    }
    try (Backend backend = Backends.open()) {
      alone =
          GradientSum.mean(backend, network, Block.of(samples.stream().map(Tuple2::_2).iterator()));
    }
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    spark = new JavaSparkContext(configuration());
    spark.setLogLevel("ERROR");
  }

  private static SparkConf configuration() {
    return new SparkConf()
        .setMaster("local-cluster[2,1,1024]")
        .setAppName("samegrad")
        .set("spark.ui.enabled", "false")
        .set("spark.task.maxFailures", "4")
        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .set("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
  }

  @AfterAll
  void stop() {
    spark.stop();
  }

  private JavaRDD<Block> blocks(List<Tuple2<Long, Block.Sample>> data, int partitions) {
    return SparkGradients.blocks(JavaPairRDD.fromJavaRDD(spark.parallelize(data, partitions)));
  }

  @Test
  void partitions_and_their_order_do_not_change_a_bit() {
    for (int partitions : new int[] {1, 2, 3, 7, 64}) {
      List<Tuple2<Long, Block.Sample>> shuffled = new ArrayList<>(samples);
      Collections.shuffle(shuffled, random);
      JavaRDD<Block> blocks = blocks(shuffled, partitions).repartition(partitions);
      assertEquals(alone, SparkGradients.mean(blocks, network), partitions + " partitions");
    }
  }

  @Test
  void an_executor_that_is_killed_half_way_does_not_change_a_bit(@TempDir Path folder) {
    String killed = folder.resolve("killed").toString();
    JavaRDD<Block> blocks =
        blocks(samples, 4)
            .map(
                block -> {
                  if (TaskContext.getPartitionId() == 1 && new File(killed).createNewFile()) {
                    Runtime.getRuntime().halt(1);
                  }
                  return block;
                });
    assertEquals(alone, SparkGradients.mean(blocks, network));
    assertTrue(Files.exists(Path.of(killed)));
  }

  @Test
  void partitions_may_be_empty_or_skewed() {
    assertEquals(alone, SparkGradients.mean(blocks(samples, 64).coalesce(50), network));
    JavaRDD<Block> skewed = blocks(samples, 1).union(spark.parallelize(List.<Block>of(), 5));
    assertEquals(alone, SparkGradients.mean(skewed, network));
  }

  /** What the tests above would find in Spark's ordinary sum. */
  @Test
  void a_sum_of_floats_has_other_bits_for_other_partitions() {
    Set<Float> sums = new HashSet<>();
    for (int partitions : new int[] {1, 2, 3, 7, 64}) {
      JavaRDD<Float> numbers =
          spark
              .parallelize(samples, partitions)
              .map(at -> at._2().x().sharedFloat32()[0] * 1e3f / 7);
      sums.add(numbers.treeReduce(Float::sum));
    }
    assertTrue(sums.size() > 1, sums.toString());
  }

  @Test
  void a_backend_that_an_executor_does_not_have_is_one_clear_error() {
    JavaRDD<Block> blocks =
        blocks(samples, 2)
            .map(
                block -> {
                  throw new BackendUnavailableException("backend djl is unavailable: no libtorch");
                });
    assertEquals(
        "backend djl is unavailable: no libtorch",
        assertThrows(BackendUnavailableException.class, () -> SparkGradients.mean(blocks, network))
            .getMessage());
  }
}
