package samegrad.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.cli.Main;
import samegrad.cli.console.Console;
import samegrad.files.NetworkFiles;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Loss;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.train.Moons;

/** {@code samegrad train --on spark}, with executors in JVMs of their own. */
final class TrainOnSparkTest {
  @TempDir private Path folder;

  /** Trains for 20 steps and returns what the command writes. */
  private String train(int expectedStatus, String... options) {
    List<String> words = new ArrayList<>(List.of("train", "--steps", "20", "--momentum", "0.9"));
    words.addAll(List.of(options));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    Console console = new Console(InputStream.nullInputStream(), stream, stream);
    int status = Main.execute(console, words.toArray(new String[0]));
    assertEquals(expectedStatus, status, written.toString(StandardCharsets.UTF_8));
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void ends_at_the_bits_at_which_one_machine_ends() throws Exception {
    Homework moons = Moons.homework(Activation.TANH, Loss.SQUARED);
    int samples = 3000;
    double[] x = new java.util.Random(1).doubles(2 * samples, -1, 2).toArray();
    double[] y = new java.util.Random(2).doubles(2 * samples).toArray();
    Path data = folder.resolve("data.json");
    NetworkFiles.write(
        data,
        moons.with(
            HostTensor.of(DType.FLOAT64, Shape.matrix(samples, 2), x),
            HostTensor.of(DType.FLOAT64, Shape.matrix(samples, 2), y)));
    Path alone = folder.resolve("alone.npz");
    Path cluster = folder.resolve("cluster.npz");
    String network = data.toString();
    train(0, network, "--on", "blocks", "-o", alone.toString(), "--threads", "1");
    String master = "local-cluster[2,1,1024]";
    train(0, network, "--on", "spark", "--master", master, "-o", cluster.toString());
    for (String kept : List.of("%s", "%s.checkpoint.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(Path.of(kept.formatted(alone))),
          Files.readAllBytes(Path.of(kept.formatted(cluster))));
    }
  }

  @Test
  void a_cluster_that_is_not_there_is_one_clear_error() {
    String none = train(2, "--on", "spark");
    assertTrue(none.contains("samegrad: --master: SparkException: A master URL must be"), none);
    String wrong = train(2, "--on", "spark", "--master", "here");
    assertTrue(wrong.contains("--master: SparkException: Could not parse Master URL"), wrong);
  }
}
