package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.spi.Device;

final class RequirementsTest {
  private static final String PLATFORM = "linux-x86_64";
  private static final String LIBTORCH = "native/lib/pytorch.properties";

  @TempDir private Path jars;

  private final Map<String, String> settings = new HashMap<>();
  private final Set<Path> files = new HashSet<>();

  @BeforeEach
  void everything_is_there() throws IOException {
    put("ai/djl/pytorch/engine/PtEngine.class", "");
    put("jnilib/pytorch.properties", "jni_version=2.7.1-0.35.1");
    for (String flavor : new String[] {"cpu", "cu128"}) {
      put("jnilib/" + PLATFORM + "/" + flavor + "/" + System.mapLibraryName("djl_torch"), "");
    }
    put(LIBTORCH, "version=2.7.1-20250812\nflavor=cpu\nclassifier=" + PLATFORM);
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
      return new Requirements(
              loader, PLATFORM, name -> Optional.ofNullable(settings.get(name)), files::contains)
          .missing(device);
    }
  }

  private void assertMissing(Device device, String... parts) throws IOException {
    String why = missing(device).orElse("nothing");
    for (String part : parts) {
      assertTrue(why.contains(part), why);
    }
    assertEquals(1, why.lines().count(), why);
  }

  @Test
  void nothing_is_missing_on_the_cpu_if_everything_is_there() throws IOException {
    assertEquals(Optional.empty(), missing(Device.CPU));
  }

  @Test
  void nothing_is_missing_in_this_process() {
    assertEquals(Optional.empty(), Requirements.ofProcess().missing(Device.CPU));
  }

  @Test
  void libraries_are_unpacked_where_the_settings_of_djl_say() throws IOException {
    Requirements requirements =
        new Requirements(
            getClass().getClassLoader(),
            PLATFORM,
            name -> Optional.ofNullable(settings.get(name)),
            files::contains);
    assertTrue(requirements.cache().endsWith(Path.of(".djl.ai", "pytorch")));
    settings.put("DJL_CACHE_DIR", "/var/djl");
    assertEquals(Path.of("/var/djl/pytorch"), requirements.cache());
    settings.put("ENGINE_CACHE_DIR", "/var/engines");
    assertEquals(Path.of("/var/engines/pytorch"), requirements.cache());
  }

  @Test
  void missing_jars_are_named_by_their_artifacts() throws IOException {
    remove(LIBTORCH);
    assertMissing(Device.CPU, "pytorch-native-cpu", "classifier " + PLATFORM);
    remove("jnilib/" + PLATFORM + "/cpu/" + System.mapLibraryName("djl_torch"));
    assertMissing(Device.CPU, "pytorch-jni has nothing for " + PLATFORM + " and cpu");
    remove("jnilib/pytorch.properties");
    assertMissing(Device.CPU, "add ai.djl.pytorch:pytorch-jni");
    remove("ai/djl/pytorch/engine/PtEngine.class");
    assertMissing(Device.CPU, "add ai.djl.pytorch:pytorch-engine");
  }

  @Test
  void natives_for_another_platform_do_not_count() throws IOException {
    put(LIBTORCH, "version=2.7.1-20250812\nflavor=cpu\nclassifier=osx-aarch64");
    assertMissing(Device.CPU, "libtorch for " + PLATFORM);
  }

  @Test
  void a_placeholder_by_which_djl_would_download_does_not_count() throws IOException {
    put(LIBTORCH, "version=2.7.1\nplaceholder=true\nclassifier=" + PLATFORM);
    assertMissing(Device.CPU, "libtorch for " + PLATFORM);
  }

  @Test
  void another_version_which_djl_would_download_is_refused() throws IOException {
    settings.put("PYTORCH_VERSION", "2.5.1");
    assertMissing(Device.CPU, "PYTORCH_VERSION", "2.5.1", "2.7.1-20250812");
    settings.put("PYTORCH_VERSION", "2.7.1");
    assertEquals(Optional.empty(), missing(Device.CPU));
  }

  @Test
  void a_folder_of_libtorch_replaces_the_jar_and_must_have_it() throws IOException {
    remove(LIBTORCH);
    settings.put("PYTORCH_LIBRARY_PATH", "/nowhere" + File.pathSeparator + "/opt/libtorch/lib");
    assertMissing(Device.CPU, "PYTORCH_LIBRARY_PATH", "/nowhere", System.mapLibraryName("torch"));
    files.add(Path.of("/opt/libtorch/lib").resolve(System.mapLibraryName("torch")));
    assertEquals(Optional.empty(), missing(Device.CPU));
  }

  @Test
  void cuda_needs_a_gpu_and_a_libtorch_for_it() throws IOException {
    assertMissing(Device.CUDA, "no NVIDIA GPU", "device cpu");
    files.add(Path.of("/dev/nvidiactl"));
    assertMissing(Device.CUDA, "PYTORCH_LIBRARY_PATH", "CUDA 12.8");
    settings.put("PYTORCH_LIBRARY_PATH", "/opt/libtorch/lib");
    files.add(Path.of("/opt/libtorch/lib").resolve(System.mapLibraryName("torch")));
    assertEquals(Optional.empty(), missing(Device.CUDA));
    remove("jnilib/" + PLATFORM + "/cu128/" + System.mapLibraryName("djl_torch"));
    assertMissing(Device.CUDA, "pytorch-jni has nothing for " + PLATFORM + " and cuda");
  }

  @Test
  void settings_that_cost_bits_are_refused_on_the_device_that_they_are_for() throws IOException {
    settings.put("NVIDIA_TF32_OVERRIDE", "1");
    assertEquals(Optional.empty(), missing(Device.CPU));
    assertMissing(Device.CUDA, "NVIDIA_TF32_OVERRIDE=1", "unset it or set it to 0");
    settings.put("DNNL_DEFAULT_FPMATH_MODE", "BF16");
    assertMissing(Device.CPU, "DNNL_DEFAULT_FPMATH_MODE=BF16", "STRICT");
    settings.put("DNNL_DEFAULT_FPMATH_MODE", "strict");
    assertEquals(Optional.empty(), missing(Device.CPU));
  }

  @Test
  void platforms_have_the_names_of_the_artifacts() {
    assertEquals("linux-x86_64", Requirements.platform("Linux", "amd64"));
    assertEquals("linux-aarch64", Requirements.platform("Linux", "aarch64"));
    assertEquals("osx-aarch64", Requirements.platform("Mac OS X", "aarch64"));
    assertEquals("win-x86_64", Requirements.platform("Windows 11", "amd64"));
  }
}
