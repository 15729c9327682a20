package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.autograd.Autograd;
import samegrad.plain.kernel.VectorWidth;

/**
 * Outputs, losses and gradients of networks have the same bits at each vector width and number of
 * threads, by the plan and by the tape; and, since the hash is written down, on each JDK that the
 * tests run on. A width is fixed for the life of a JVM, so each is run in one of its own.
 */
class EngineWidthsTest {
  private static final List<String> THREADS = List.of("1", "2", "3", "8");

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "128", "256", "512"})
  void networks_have_the_golden_hash_at_every_width_and_number_of_threads(String width)
      throws Exception {
    int widest = VectorShape.preferredShape().vectorBitSize();
    assumeTrue(
        width.equals("scalar") || Integer.parseInt(width) <= widest,
        () -> "this machine's vectors have " + widest + " bits");
    List<String> expected = new ArrayList<>();
    expected.add(width.equals("scalar") ? width : width + "-bit vectors");
    for (String threads : THREADS) {
      for (Autograd autograd : Autograd.values()) {
        expected.add(threads + " threads, " + autograd + ": " + EngineHashes.GOLDEN);
      }
    }
    assertEquals(expected, run(width));
  }

  private static List<String> run(String width) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    command.add("-D" + VectorWidth.PROPERTY + "=" + width);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(EngineHashes.class.getName());
    command.addAll(THREADS);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
  }
}
