package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables that the libraries read. */
final class EnvironmentIT {
  @ParameterizedTest
  @CsvSource({
    "OMP_NUM_THREADS, 0",
    "OMP_NUM_THREADS, -3",
    "OMP_NUM_THREADS, many",
    "SD_MAX_THREADS, 0",
    "SD_MAX_THREADS, -1"
  })
  void nd4j_refuses_by_name_what_would_make_it_compute_garbage(String variable, String value)
      throws Exception {
    Launcher.Result call = Launcher.run(Map.of(variable, value), "", "run", "--backend", "nd4j");
    assertAll(
        () -> assertEquals(2, call.status()),
        () -> assertEquals("", call.out()),
        () -> assertEquals(1, call.err().lines().count(), call::err),
        () -> assertTrue(call.err().contains(variable + "=" + value + " is not a"), call::err));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "djl"})
  void a_list_of_numbers_of_threads_is_understood(String backend) throws Exception {
    Launcher.Result usual =
        new Launcher.Result(0, Launcher.run("run", "--backend", backend).out(), "");
    for (String threads : new String[] {"4,2", " 2", "1"}) {
      Map<String, String> environment = Map.of("OMP_NUM_THREADS", threads);
      assertEquals(usual, Launcher.run(environment, "", "run", "--backend", backend), threads);
    }
  }
}
