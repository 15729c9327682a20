package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.spi.Device;

class InstallationTest {
  private static final String NATIVE = "org/nd4j/linalg/cpu/nativecpu/";
  private static final String BACKEND = NATIVE + "CpuBackend.class";
  private static final String OPENBLAS =
      "org/bytedeco/openblas/linux-x86_64/libjniopenblas_nolapack.so";
  private static final String JAVACPP = "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so";
  private static final String CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  private static String bindings(String extension) {
    return NATIVE + "bindings/linux-x86_64" + extension + "/libjnind4jcpu.so";
  }

  private static Optional<String> missing(
      Device device, boolean driver, List<String> flags, String... resources) {
    return new Installation("linux-x86_64", Set.of(resources)::contains, driver, flags)
        .missing(device);
  }

  private static void assertSays(Optional<String> message, String... parts) {
    for (String part : parts) {
      assertTrue(message.orElse("nothing").contains(part), message + " does not say " + part);
    }
    assertEquals(1, message.orElse("").lines().count());
  }

  @Test
  void all_that_is_needed_is_enough() {
    assertEquals(
        Optional.empty(),
        missing(Device.CPU, false, List.of(), BACKEND, bindings(""), OPENBLAS, JAVACPP));
    assertEquals(Optional.empty(), missing(Device.CUDA, true, List.of(), CUDA));
    assertEquals(Optional.empty(), Installation.ofThisProcess().missing(Device.CPU));
  }

  @Test
  void each_missing_jar_is_named() {
    assertSays(missing(Device.CPU, false, List.of()), "org.nd4j:nd4j-native-platform:1.0.0-M2.1");
    assertSays(
        missing(Device.CPU, false, List.of(), BACKEND, OPENBLAS, JAVACPP),
        "libjnind4jcpu.so",
        "org.nd4j:nd4j-native:1.0.0-M2.1:linux-x86_64");
    assertSays(
        missing(Device.CPU, false, List.of(), BACKEND, bindings(""), JAVACPP),
        "org.bytedeco:openblas:0.3.19-1.5.7:linux-x86_64");
    assertSays(
        missing(Device.CPU, false, List.of(), BACKEND, bindings(""), OPENBLAS),
        "org.bytedeco:javacpp:1.5.7:linux-x86_64");
  }

  @Test
  void natives_that_the_processor_cannot_run_are_not_loaded() {
    assertSays(
        missing(
            Device.CPU, false, List.of("avx2"), BACKEND, bindings("-avx512"), OPENBLAS, JAVACPP),
        "avx512f");
    assertEquals(
        Optional.empty(),
        missing(Device.CPU, false, List.of("avx2"), BACKEND, bindings("-avx2"), OPENBLAS, JAVACPP));
  }

  @Test
  void the_device_and_the_build_have_to_fit() {
    assertSays(missing(Device.CUDA, true, List.of(), BACKEND), "-Pcuda");
    assertSays(missing(Device.CUDA, false, List.of(), CUDA), "NVIDIA");
    assertSays(missing(Device.CPU, true, List.of(), CUDA), "-Dsamegrad.device=cuda");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, aarch64, macosx-arm64",
    "Windows 11, amd64, windows-x86_64"
  })
  void platforms_are_named_as_javacpp_does(String os, String arch, String platform) {
    assertEquals(platform, Installation.platform(os, arch));
  }
}
