package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
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

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "128", "256", "512"})
  void networks_have_the_golden_hash_at_every_width_and_number_of_threads(String width)
      throws Exception {
    List<String> expected = new ArrayList<>();
    expected.add(width.equals("scalar") ? width : width + "-bit vectors");
    for (String threads : THREADS) {
      for (Autograd autograd : Autograd.values()) {
        expected.add(threads + " threads, " + autograd + ": " + EngineHashes.GOLDEN);
        expected.add("trained: " + EngineHashes.TRAINED);
      }
    }
    assertEquals(expected, WidthJvm.run(EngineHashes.class, width, THREADS));
  }
}
