package samegrad.plain.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels at each vector width, which is fixed for the life of a JVM, each in a JVM of its own.
 */
class KernelWidthsTest {
  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void a_vector_width_gives_the_golden_hash(int bits) throws Exception {
    int widest = VectorShape.preferredShape().vectorBitSize();
    assumeTrue(bits <= widest, () -> "this machine's vectors have " + widest + " bits");
    assertEquals(bits + " " + KernelHashes.GOLDEN, run(true, Integer.toString(bits)).trim());
  }

  @Test
  void the_scalar_twins_give_the_golden_hash() throws Exception {
    assertEquals("0 " + KernelHashes.GOLDEN, run(true, "scalar").trim());
  }

  @Test
  void a_jvm_without_the_module_gives_the_golden_hash() throws Exception {
    assertEquals("0 " + KernelHashes.GOLDEN, run(false, "").trim());
  }

  @Test
  void this_jvm_gives_the_golden_hash() {
    assertEquals(KernelHashes.GOLDEN, KernelHashes.hash());
  }

  @Test
  void a_width_that_is_none_is_refused_by_name() throws Exception {
    String output = run(true, "384");
    assertTrue(
        output.contains("-Dsamegrad.plain.vector=384 is none of scalar, 128, 256, 512"), output);
  }

  @Test
  void a_width_that_the_machine_lacks_is_refused_with_the_widest_it_has() throws Exception {
    String output = run(true, "512", "-XX:MaxVectorSize=16");
    assertTrue(output.contains("=512 is wider than this machine's vectors of 128 bits"), output);
  }

  @Test
  void a_width_without_the_module_says_how_to_add_it() throws Exception {
    String output = run(false, "256");
    assertTrue(output.contains("needs the JVM option --add-modules jdk.incubator.vector"), output);
  }

  /** What a JVM printed that was asked for a width, or for none by the empty string. */
  private static String run(boolean module, String width, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    if (module) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    if (!width.isEmpty()) {
      command.add("-D" + VectorWidth.PROPERTY + "=" + width);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KernelHashes.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output
        .lines()
        .filter(line -> !line.startsWith("WARNING"))
        .reduce("", (a, b) -> a + b + "\n");
  }
}
