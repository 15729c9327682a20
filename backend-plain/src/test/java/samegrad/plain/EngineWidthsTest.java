package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.autograd.Autograd;
import samegrad.plain.kernel.WidthJvm;

/**
 * Outputs, losses and gradients of networks have the same bits at each vector width and number of
 * threads, by the plan and by the tape; and, since the hash is written down, on each JDK that the
 * tests run on.
 */
class EngineWidthsTest {
  private static final String[] THREADS = {"1", "2", "3", "8"};

  /** With the scalar kernels, which those in vectors cannot do without. */
  @Test
  void without_fused_multiply_add_networks_have_the_golden_hash() throws Exception {
    List<String> lines = WidthJvm.run(EngineHashes.class, List.of("-XX:-UseFMA"), "2");
    assertEquals(
        "scalar and slow, as this processor has no fused multiply-add (FMA)", lines.get(0));
    assertTrue(
        lines.get(1).startsWith("samegrad: the plain backend is slow here, as"), lines.get(1));
    assertEquals(
        List.of(expected("2", Autograd.NATIVE), expected("2", Autograd.TAPE)), lines.subList(2, 4));
  }

  private static String expected(String threads, Autograd autograd) {
    return threads + " threads, " + autograd + ": " + EngineHashes.GOLDEN;
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "128", "256", "512"})
  void networks_have_the_golden_hash_at_every_width_and_number_of_threads(String width)
      throws Exception {
    List<String> expected = new ArrayList<>();
    expected.add(width.equals("scalar") ? width : width + "-bit vectors");
    for (String threads : THREADS) {
      for (Autograd autograd : Autograd.values()) {
        expected.add(expected(threads, autograd));
      }
    }
    assertEquals(expected, WidthJvm.run(EngineHashes.class, width, THREADS));
  }
}
