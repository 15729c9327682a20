package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short run of {@code samegrad soak}. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
final class SoakIT {
  /** In a short run the JVM still compiles, so that only a leak of much per step is seen. */
  private static final double LEAK_BYTES_PER_STEP = 4096;

  private static final int STEPS = 10_000;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void many_steps_some_of_which_throw_leave_memory_as_it_was(String backend) throws Exception {
    Launcher.Result call =
        Launcher.run(
            Map.of("JAVA_OPTS", ""),
            "",
            "soak",
            "--backend",
            backend,
            "--steps",
            Integer.toString(STEPS),
            "--warm-up",
            "1",
            "--format",
            "json");
    JsonNode result = new ObjectMapper().readTree(call.out()).path(0);
    JsonNode samples = result.path("samples");
    long before = samples.path(0).path("resident").asLong();
    long after = samples.path(samples.size() - 1).path("resident").asLong();
    assertAll(
        () -> assertEquals(backend, result.path("backend").asText(), call::err),
        () -> assertEquals(STEPS / 100, result.path("failures").asInt()),
        () -> assertEquals(11, samples.size()),
        () ->
            assertTrue(
                after - before < LEAK_BYTES_PER_STEP * STEPS,
                () -> before + " to " + after + " bytes"),
        () ->
            assertEquals(
                samples.path(0).path("nativeArrays"), samples.path(10).path("nativeArrays")));
  }

  @Test
  void a_number_of_steps_that_cannot_be_is_refused_in_one_line() throws Exception {
    Launcher.Result call = Launcher.run("soak", "--steps", "3");
    assertAll(
        () -> assertEquals(2, call.status()),
        () -> assertEquals("samegrad: --steps: is 10 or more, not 3", call.err()));
  }
}
