package samegrad.plain.matmul;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.plain.kernel.WidthJvm;

class MatmulWidthTest {
  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512", "scalar"})
  void every_width_and_thread_count_gives_the_scalar_twins_bits(String width) throws Exception {
    List<String> lines = WidthJvm.run(MatmulHash.class, width, "1", "2", "3", "8", "16");

    assertEquals(width.equals("scalar") ? "scalar" : width + "-bit vectors", lines.get(0));
    String expected = MatmulHash.hash(new FloatMatmulKernel(), new DoubleMatmulKernel(), 1);
    assertEquals(Collections.nCopies(5, expected), lines.subList(1, lines.size()));
  }
}
