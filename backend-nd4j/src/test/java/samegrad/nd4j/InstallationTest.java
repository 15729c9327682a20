package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.spi.Device;
import samegrad.spi.NvidiaDriver;

class InstallationTest {
  private static final String NATIVE = "org/nd4j/linalg/cpu/nativecpu/";
  private static final String BACKEND = NATIVE + "CpuBackend.class";
  private static final String OPENBLAS =
      "org/bytedeco/openblas/linux-x86_64/libjniopenblas_nolapack.so";
  private static final String JAVACPP = "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so";
  private static final String CUDA = "org/nd4j/linalg/jcublas/";

  @TempDir private Path jars;

  private boolean gpu = true;
  private List<String> capabilities = List.of("8.9");
  private List<String> linked = List.of("libcuda.so.1");
  private List<String> processorFlags = List.of();
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void everything_is_there() throws IOException {
    for (String file : List.of(BACKEND, bindings(""), OPENBLAS, JAVACPP)) {
      put(file, "");
    }
    put("META-INF/maven/org.nd4j/nd4j-native/pom.properties", "version=3.1");
    put("META-INF/maven/org.bytedeco/openblas/pom.properties", "version=3.2");
  }

  private static String bindings(String extension) {
    return NATIVE + "bindings/linux-x86_64" + extension + "/libjnind4jcpu.so";
  }

  private void put(String name, String content) throws IOException {
    Path file = jars.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void remove(String name) throws IOException {
    Files.delete(jars.resolve(name));
  }

  private Optional<String> missing(Device device) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
      NvidiaDriver driver =
          new NvidiaDriver(
              file -> gpu && file.equals(Path.of("/dev/nvidiactl")),
              linked::contains,
              environment,
              "",
              property -> capabilities);
      return new Installation("linux-x86_64", loader, driver, processorFlags, environment)
          .missing(device);
    }
  }

  private void assertSays(Device device, String... parts) throws IOException {
    String why = missing(device).orElse("nothing");
    for (String part : parts) {
      assertTrue(why.contains(part), () -> why + " does not say " + part);
    }
    assertEquals(1, why.lines().count());
  }

  @Test
  void the_cache_is_where_javacpp_can_write(@TempDir Path temporary) {
    Properties before = (Properties) System.getProperties().clone();
    try {
      System.setProperty("user.home", "/dev/null");
      System.setProperty("user.name", "somebody");
      System.setProperty("java.io.tmpdir", temporary.toString());
      assertEquals(temporary.resolve(".javacpp-somebody/cache"), Installation.cache());
      System.setProperty("user.home", temporary.toString());
      assertEquals(temporary.resolve(".javacpp/cache"), Installation.cache());
    } finally {
      System.setProperties(before);
    }
  }

  @Test
  void all_that_is_needed_is_enough() throws IOException {
    assertEquals(Optional.empty(), missing(Device.CPU));
    assertEquals(Optional.empty(), Installation.ofThisProcess().missing(Device.CPU));
  }

  @Test
  void each_missing_jar_is_named_in_the_version_that_fits() throws IOException {
    remove(JAVACPP);
    assertSays(Device.CPU, "org.bytedeco:javacpp:VERSION:linux-x86_64");
    remove(OPENBLAS);
    assertSays(Device.CPU, "org.bytedeco:openblas:3.2:linux-x86_64");
    remove(bindings(""));
    assertSays(Device.CPU, "libjnind4jcpu.so", "org.nd4j:nd4j-native:3.1:linux-x86_64");
    remove(BACKEND);
    assertSays(Device.CPU, "org.nd4j:nd4j-native-platform");
  }

  @Test
  void natives_that_the_processor_cannot_run_are_not_loaded() throws IOException {
    remove(bindings(""));
    put(bindings("-avx2"), "");
    processorFlags = List.of("avx2");
    assertEquals(Optional.empty(), missing(Device.CPU));
    put(bindings("-avx512"), "");
    assertSays(Device.CPU, "avx512f");
  }

  @ParameterizedTest
  @CsvSource({
    "OMP_NUM_THREADS, 0",
    "OMP_NUM_THREADS, -3",
    "OMP_NUM_THREADS, '4,0'",
    "OMP_NUM_THREADS, 4;2",
    "OMP_NUM_THREADS, 2147483648",
    "SD_MAX_THREADS, 0",
    "SD_MASTER_THREADS, two",
    "BACKEND_PRIORITY_CPU, high",
    "BACKEND_PRIORITY_GPU, 1.5"
  })
  void a_variable_by_which_it_would_compute_garbage_or_not_start_is_named(String name, String value)
      throws IOException {
    environment = Map.of(name, value);
    assertSays(Device.CPU, name + "=" + value + " is not a number");
  }

  @ParameterizedTest
  @CsvSource({
    "OMP_NUM_THREADS, ''",
    "OMP_NUM_THREADS, 1",
    "OMP_NUM_THREADS, '4,2'",
    "OMP_NUM_THREADS, ' 16 , 2'",
    "SD_MAX_THREADS, 8",
    "BACKEND_PRIORITY_CPU, -1"
  })
  void a_variable_that_it_can_use_is_none_of_our_business(String name, String value)
      throws IOException {
    environment = Map.of(name, value);
    assertEquals(Optional.empty(), missing(Device.CPU));
  }

  @Test
  void the_device_and_the_build_have_to_fit() throws IOException {
    assertSays(Device.CUDA, "-Pcuda-nd4j");
    put(CUDA + "JCublasBackend.class", "");
    assertSays(Device.CPU, "-Dsamegrad.device=cuda");
    assertSays(Device.CUDA, "org.nd4j:nd4j-cuda-11.6:VERSION:linux-x86_64");
    put(CUDA + "bindings/linux-x86_64/libjnind4jcuda.so", "");
    gpu = false;
    assertSays(Device.CUDA, "NVIDIA");
  }

  @Test
  void cuda_needs_its_runtime_and_a_gpu_that_the_library_has_code_for() throws IOException {
    put(CUDA + "JCublasBackend.class", "");
    put(CUDA + "bindings/linux-x86_64/libjnind4jcuda.so", "");
    put("META-INF/maven/org.bytedeco/cuda/pom.properties", "version=11.6-8.3");
    assertSays(Device.CUDA, "libcudart.so.11.0", "org.bytedeco:cuda:11.6-8.3:linux-x86_64-redist");
    linked = List.of("libcuda.so.1", "libcudart.so.11.0", "libcublasLt.so.11", "libcusparse.so.11");
    put("org/bytedeco/cuda/linux-x86_64/libcublas.so.11", "");
    assertSays(Device.CUDA, "ND4J needs libcusolver.so.11 of CUDA 11.6");
    put("org/bytedeco/cuda/linux-x86_64/libcusolver.so.11", "");
    for (String runs : List.of("3.7", "5.3", "7.2", "8.9", "Field \"compute_cap\" is not valid")) {
      capabilities = List.of(runs);
      assertEquals(Optional.empty(), missing(Device.CUDA), runs);
    }
    for (String none : List.of("3.5", "9.0", "10.0", "12.0")) {
      capabilities = List.of(none);
      assertSays(Device.CUDA, "3.7, 5.0, 5.2", "8.6; the GPU here has " + none + ": use djl");
    }
    capabilities = List.of("9.0", "8.0");
    assertEquals(Optional.empty(), missing(Device.CUDA), "one of them");
    assertSays(Device.of("cuda:1"), "ask for cuda, with CUDA_VISIBLE_DEVICES=1");
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
