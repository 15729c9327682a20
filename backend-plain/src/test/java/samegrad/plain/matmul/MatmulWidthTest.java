package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.incubator.vector.VectorShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.plain.kernel.VectorWidth;

/** A vector width is fixed for the life of a process, so each is run in a JVM of its own. */
class MatmulWidthTest {
  private static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";

  record Run(int status, List<String> lines) {}

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512", "scalar"})
  void every_width_and_thread_count_gives_the_scalar_twins_bits(String width) throws Exception {
    int widest = VectorShape.preferredShape().vectorBitSize();
    assumeTrue(
        width.equals("scalar") || Integer.parseInt(width) <= widest,
        () -> "this machine's vectors have " + widest + " bits");
    String expected = MatmulHash.hash(new FloatScalarMatmul(), new DoubleScalarMatmul(), 1);

    Run run = run(ADD_MODULE, "-D" + VectorWidth.PROPERTY + "=" + width);

    assertEquals(width.equals("scalar") ? "scalar" : width + "-bit vectors", run.lines().get(0));
    assertEquals(Collections.nCopies(4, expected), run.lines().subList(1, run.lines().size()));
  }

  private static Run run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MatmulHash.class.getName());
    command.addAll(List.of("1", "2", "3", "8"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> lines =
        output.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    return new Run(process.waitFor(), lines);
  }
}
