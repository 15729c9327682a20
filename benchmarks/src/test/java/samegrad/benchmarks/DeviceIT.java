package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The devices cpu and cuda. */
final class DeviceIT {
  private static boolean hasGpu() {
    return Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void without_a_gpu_cuda_is_refused_in_one_line(String backend) throws Exception {
    assumeFalse(hasGpu(), "this machine has a GPU");
    Launcher.Result call = Launcher.run("run", "--backend", backend, "--device", "cuda");
    assertAll(
        () -> assertEquals(2, call.status()),
        () -> assertEquals("", call.out()),
        () -> assertEquals(1, call.err().lines().count(), call::err),
        () ->
            assertTrue(
                call.err().startsWith("samegrad: backend " + backend + " is unavailable: "),
                call::err));
  }

  @Test
  void backends_says_why_there_is_no_cuda() throws Exception {
    assumeFalse(hasGpu(), "this machine has a GPU");
    Launcher.Result call = Launcher.run("backends", "--device", "cuda");
    assertEquals(0, call.status());
    for (String why :
        List.of(
            "plain .*unavailable: it runs on cpu only, not on cuda",
            "djl .*unavailable: no NVIDIA GPU with its driver on this machine; use the device cpu",
            "nd4j .*unavailable: this build has ND4J for the processor .*-Pcuda-nd4j.*")) {
      assertTrue(call.out().lines().anyMatch(line -> line.matches(why)), call::out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  @EnabledOnOs(value = OS.LINUX, disabledReason = "what a process has mapped is read from /proc")
  void on_cpu_nothing_of_cuda_is_loaded(String backend) throws Exception {
    List<String> mapped = Mapped.files(backend);
    assertAll(
        () ->
            assertEquals(
                List.of(),
                mapped.stream()
                    .filter(file -> file.matches("(?i).*(cuda|cublas|cudnn|nvidia).*"))
                    .toList()),
        () ->
            assertEquals(
                !backend.equals("plain"),
                mapped.stream().anyMatch(file -> file.matches(".*(nd4jcpu|libtorch).*")),
                mapped::toString));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "djl"})
  @Tag("cuda")
  void on_a_gpu_the_results_agree(String backend) throws Exception {
    assumeTrue(hasGpu(), "needs an NVIDIA GPU with its driver: no /dev/nvidiactl, no /dev/dxg");
    Launcher.Result there = Launcher.run("backends", "--device", "cuda");
    assumeTrue(
        there.out().lines().anyMatch(line -> line.matches(backend + " +available +cuda .*")),
        there::out);
    Launcher.Result call = Launcher.run(Map.of(), "", "compare", "--device", "cuda");
    assertEquals(0, call.status(), call::out);
  }
}
