package samegrad.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.network.Activation;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.shard.Block;
import samegrad.shard.GradientSum;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import scala.Tuple2;

/**
 * On a cluster of two executors in JVMs of their own. Leaves in target/hashes.md what each sum came
 * to, and an ordinary one beside it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SparkGradientsTest {
  private static final int SAMPLES = 20_000;
  private static final Settings SETTINGS = Settings.ofSystem();

  private final Random random = new Random(1);
  private final Network network =
      new Network(
          "net", List.of(layer(5, 7, Activation.SIGMOID), layer(7, 3, Activation.IDENTITY)));
  private final Job job = Job.of(network, Loss.SQUARED, SETTINGS);
  private final List<Tuple2<Long, Block.Sample>> samples = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private final Set<GradientSum.Mean> means = new HashSet<>();
  private final Set<Integer> ordinarySums = new HashSet<>();
  private JavaSparkContext spark;

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
    List<Block> blocks = new ArrayList<>();
    Block.of(samples.stream().map(Tuple2::_2).iterator()).forEachRemaining(blocks::add);
    for (int threads : new int[] {1, 2}) {
      try (Backend backend = Backends.open(SETTINGS.withThreads(threads))) {
        requireSame(
            "no Spark, threads: " + threads,
            GradientSum.mean(backend, network, Loss.SQUARED, blocks.iterator()),
            blocks.stream().map(block -> term(job, block)).reduce(SparkGradientsTest::plus).get());
      }
    }
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local-cluster[2,1,1024]")
                .setAppName("samegrad")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector"));
    spark.setLogLevel("ERROR");
  }

  @AfterAll
  void stop() throws IOException {
    spark.stop();
    table.addAll(0, List.of("| how | order-free sum | ordinary sum |", "|---|---|---|"));
    table.add("| different results | %d | %d |".formatted(means.size(), ordinarySums.size()));
    Files.write(Path.of("target", "hashes.md"), table);
  }

  private void requireSame(String how, GradientSum.Mean mean, float[] ordinary) {
    means.add(mean);
    ordinarySums.add(Arrays.hashCode(ordinary));
    table.add("| %s | %08x | %08x |".formatted(how, hash(mean), Arrays.hashCode(ordinary)));
    assertEquals(Set.of(mean), means, how);
  }

  private static int hash(GradientSum.Mean mean) {
    return Arrays.hashCode(mean.evaluation().gradient("W1").toHost().sharedFloat32());
  }

  private void requireSame(String how, JavaRDD<Block> blocks) {
    Job sent = job;
    float[] sum = blocks.map(block -> term(sent, block)).treeReduce(SparkGradientsTest::plus);
    requireSame(how, mean(blocks), sum);
  }

  /** A block's gradient for W1, as a term of an ordinary sum. */
  private static float[] term(Job job, Block block) {
    GradientSum.Mean mean = job.sum(List.of(block).iterator()).mean();
    float[] gradient = mean.evaluation().gradient("W1").toHost().sharedFloat32().clone();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= block.samples();
    }
    return gradient;
  }

  private static float[] plus(float[] sum, float[] term) {
    float[] more = sum.clone();
    for (int i = 0; i < more.length; i++) {
      more[i] += term[i];
    }
    return more;
  }

  private GradientSum.Mean mean(JavaRDD<Block> blocks) {
    return SparkGradients.mean(blocks, network, Loss.SQUARED);
  }

  private JavaRDD<Block> blocks(List<Tuple2<Long, Block.Sample>> data, int partitions) {
    return SparkGradients.blocks(JavaPairRDD.fromJavaRDD(spark.parallelize(data, partitions)));
  }

  @Test
  void partitions_and_their_order_do_not_change_a_bit() {
    for (int partitions : new int[] {1, 2, 3, 7, 64}) {
      requireSame("partitions: " + partitions, blocks(samples, partitions));
      List<Tuple2<Long, Block.Sample>> shuffled = new ArrayList<>(samples);
      Collections.shuffle(shuffled, random);
      requireSame(
          "partitions: " + partitions + ", shuffled",
          blocks(shuffled, partitions).repartition(partitions));
    }
    assertTrue(ordinarySums.size() > 1, "what this would find in an ordinary sum");
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
    requireSame("partitions: 4, an executor killed", blocks);
    assertTrue(Files.exists(Path.of(killed)));
  }

  @Test
  void partitions_may_be_empty_or_skewed() {
    requireSame("partitions: 50, some empty", blocks(samples, 64).coalesce(50));
    JavaRDD<Block> skewed = blocks(samples, 1).union(spark.parallelize(List.<Block>of(), 5));
    requireSame("partitions: 6, all in one", skewed);
  }

  @Test
  void a_parquet_file_gives_the_same_bits_or_one_clear_error(@TempDir Path folder) {
    SparkSession session = SparkSession.builder().getOrCreate();
    List<Row> rows =
        samples.stream()
            .map(at -> RowFactory.create(at._1(), list(at._2().x()), list(at._2().y())))
            .toList();
    StructType schema = StructType.fromDDL("index BIGINT, x ARRAY<FLOAT>, y ARRAY<FLOAT>");
    String file = folder.resolve("samples.parquet").toString();
    session.createDataFrame(rows, schema).repartition(3).write().parquet(file);
    Dataset<Row> read = session.read().parquet(file);
    requireSame("a Parquet file", SparkGradients.blocks(read));

    assertEquals(
        "the column x is bigint: it needs to be array<float> or array<double>",
        wrong(() -> SparkGradients.blocks(read.withColumn("x", read.col("index")))));
    assertEquals(
        "sample 3: each sample has a place of its own, from 0 on",
        wrong(() -> mean(SparkGradients.blocks(read.union(read.filter("index = 3"))))));
    assertEquals(
        "sample -1: each sample has a place of its own, from 0 on",
        wrong(() -> mean(SparkGradients.blocks(read.selectExpr("index - 1 AS index", "x", "y")))));
  }

  private static String wrong(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static List<Float> list(HostTensor vector) {
    return IntStream.range(0, vector.shape().size()).mapToObj(i -> (float) vector.get(i)).toList();
  }

  @Test
  void a_backend_that_an_executor_does_not_have_is_one_clear_error() {
    requireMissing(
        "backend plain is unavailable: it runs on cpu only, not on cuda",
        SETTINGS.withDevice(Device.CUDA));
    requireMissing("no backend \"nd4j\": found plain", SETTINGS.withBackend("nd4j"));
  }

  private void requireMissing(String why, Settings settings) {
    JavaRDD<Block> blocks = blocks(samples, 2);
    String message =
        String.valueOf(
            assertThrows(
                    BackendUnavailableException.class,
                    () -> SparkGradients.mean(blocks, network, Loss.SQUARED, settings))
                .getMessage());
    assertTrue(message.matches("executor [0-9]+ on [^ ]+: " + Pattern.quote(why) + ".*"), message);
  }
}
