package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samegrad.spi.Device;
import samegrad.spi.NvidiaDriver;

final class RequirementsTest {
  private static final String PLATFORM = "linux-x86_64";
  private static final String LIBTORCH = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";
  private static final String LIBRARY = System.mapLibraryName("torch");
  private static final String JNI_LIBRARY = System.mapLibraryName("djl_torch");

  @TempDir private Path jars;
  @TempDir private Path libtorch;

  private final Map<String, String> settings = new HashMap<>();
  private boolean gpu = true;

  @BeforeEach
  void everything_is_there() throws IOException {
    put("ai/djl/pytorch/engine/PtEngine.class", "");
    put("pytorch-engine.properties", "djl_version=0.36.0");
    put(JNI, "jni_version=2.7.1-0.36.0");
    for (String flavor : new String[] {"cpu", "cu128"}) {
      put("jnilib/" + PLATFORM + "/" + flavor + "/" + JNI_LIBRARY, "");
    }
    onClassPath("version=2.7.1-20250812\nflavor=cpu");
  }

  private void put(String name, String content) throws IOException {
    Path file = jars.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void onClassPath(String properties) throws IOException {
    put(LIBTORCH, properties + "\nlibraries=libc10.so,libtorch.so\nclassifier=" + PLATFORM);
  }

  private void remove(String name) throws IOException {
    Files.delete(jars.resolve(name));
  }

  /** A libtorch in a folder, with what its file of the version says. */
  private void inFolder(String file, String version) throws IOException {
    Path lib = Files.createDirectories(libtorch.resolve("lib"));
    Files.write(lib.resolve(LIBRARY), new byte[0]);
    Files.writeString(libtorch.resolve(file), version);
    settings.put("PYTORCH_LIBRARY_PATH", lib.toString());
  }

  private Requirements requirements(ClassLoader loader) {
    NvidiaDriver driver =
        new NvidiaDriver(
            file -> gpu && file.equals(Path.of("/dev/nvidiactl")),
            library -> true,
            Map.of(),
            "NVRM version: x86_64 Kernel Module  550.54.14  Thu",
            property -> List.of());
    return new Requirements(
        loader, PLATFORM, name -> Optional.ofNullable(settings.get(name)), driver);
  }

  private String missing(Device device) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
      return requirements(loader).missing(device).orElse("nothing");
    }
  }

  private void assertMissing(Device device, String... parts) throws IOException {
    String why = missing(device);
    for (String part : parts) {
      assertTrue(why.contains(part), why);
    }
    assertEquals(1, why.lines().count(), why);
  }

  @Test
  void nothing_is_missing_on_the_cpu_if_everything_is_there() throws IOException {
    assertEquals("nothing", missing(Device.CPU));
    assertEquals(Optional.empty(), Requirements.ofProcess().missing(Device.CPU));
  }

  @Test
  void libraries_are_unpacked_where_the_settings_of_djl_say() {
    Requirements requirements = requirements(getClass().getClassLoader());
    assertTrue(requirements.cache().endsWith(Path.of(".djl.ai", "pytorch")));
    settings.put("DJL_CACHE_DIR", "/var/djl");
    assertEquals(Path.of("/var/djl/pytorch"), requirements.cache());
    settings.put("ENGINE_CACHE_DIR", "/var/engines");
    assertEquals(Path.of("/var/engines/pytorch"), requirements.cache());
  }

  @Test
  void missing_jars_are_named_by_their_artifacts() throws IOException {
    remove("jnilib/" + PLATFORM + "/cpu/" + JNI_LIBRARY);
    assertMissing(
        Device.CPU, "ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0 has nothing for the libtorch on the");
    remove(JNI);
    assertMissing(Device.CPU, "add ai.djl.pytorch:pytorch-jni");
    remove(LIBTORCH);
    assertMissing(Device.CPU, "pytorch-native-cpu", "classifier " + PLATFORM);
    remove("ai/djl/pytorch/engine/PtEngine.class");
    assertMissing(Device.CPU, "add ai.djl.pytorch:pytorch-engine");
  }

  @Test
  void natives_for_another_platform_and_placeholders_do_not_count() throws IOException {
    put(LIBTORCH, "version=2.7.1-20250812\nflavor=cpu\nclassifier=osx-aarch64");
    assertMissing(Device.CPU, "libtorch for " + PLATFORM);
    onClassPath("version=2.7.1\nplaceholder=true"); // by which DJL would download
    assertMissing(Device.CPU, "libtorch for " + PLATFORM);
  }

  @Test
  void a_version_for_which_djl_would_download_is_refused() throws IOException {
    settings.put("PYTORCH_VERSION", "2.5.1");
    assertMissing(Device.CPU, "PYTORCH_VERSION", "2.5.1", "2.7.1-20250812");
    settings.put("PYTORCH_VERSION", "2.7.1");
    assertEquals("nothing", missing(Device.CPU));
    put(JNI, "jni_version=2.5.1-0.33.0");
    assertEquals(
        "the libtorch on the class path is 2.7.1-20250812 and needs"
            + " ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0, but on the class path is 2.5.1-0.33.0: add"
            + " the one that fits, or take libtorch 2.5.1",
        missing(Device.CPU));
  }

  @Test
  void a_folder_of_libtorch_replaces_the_jar_and_must_have_it() throws IOException {
    remove(LIBTORCH);
    Path empty = jars.resolve("nowhere");
    settings.put("PYTORCH_LIBRARY_PATH", empty.toString());
    assertMissing(Device.CPU, "PYTORCH_LIBRARY_PATH=" + empty + " has no " + LIBRARY);
    inFolder("build-version", "2.7.1+cpu\n");
    settings.compute("PYTORCH_LIBRARY_PATH", (name, folder) -> empty + File.pathSeparator + folder);
    assertEquals("nothing", missing(Device.CPU));
  }

  @Test
  void the_build_in_a_folder_is_what_its_files_say() throws IOException {
    inFolder("build-version", "2.7.1+cu128\n");
    assertEquals("nothing", missing(Device.CPU));
    assertEquals("nothing", missing(Device.CUDA));
    inFolder("build-version", "2.7.1+cu126\n");
    assertMissing(Device.CUDA, "has nothing for the libtorch in PYTORCH_LIBRARY_PATH=", "cu126");
    inFolder("build-version", "2.7.1+cpu\n");
    assertMissing(Device.CUDA, "computes on the CPU alone");
    Files.delete(libtorch.resolve("build-version"));
    inFolder("version.py", "from typing import Optional\n__version__ = '2.11.0+cu130'\n");
    assertMissing(Device.CPU, "is 2.11.0 and needs ai.djl.pytorch:pytorch-jni:2.11.0-0.36.0");
    assertMissing(Device.CUDA, "the NVIDIA driver is 550.54.14, and CUDA 13 needs 580 or newer");
    Files.write(libtorch.resolve("lib").resolve("0.36.0-" + JNI_LIBRARY), new byte[0]);
    assertEquals("nothing", missing(Device.CPU)); // it brings what fits
    Files.delete(libtorch.resolve("version.py"));
    assertMissing(Device.CUDA, "does not say for which CUDA", "set PYTORCH_FLAVOR");
    settings.put("PYTORCH_FLAVOR", "cu128");
    assertEquals("nothing", missing(Device.CUDA));
  }

  @Test
  void cuda_needs_a_gpu_and_a_libtorch_for_it() throws IOException {
    assertEquals(
        "the libtorch on the class path computes on the CPU alone: build samegrad with -Pcuda-djl,"
            + " or set PYTORCH_LIBRARY_PATH to the lib folder of libtorch 2.7.1 for CUDA",
        missing(Device.CUDA));
    gpu = false;
    assertMissing(Device.CUDA, "no NVIDIA GPU");
    gpu = true;
    onClassPath("version=2.7.1\nflavor=cu128");
    assertEquals("nothing", missing(Device.CUDA));
    assertEquals("nothing", missing(Device.CPU));
    remove("jnilib/" + PLATFORM + "/cu128/" + JNI_LIBRARY);
    assertMissing(Device.CUDA, "pytorch-jni:2.7.1-0.36.0 has nothing for the libtorch");
  }

  @Test
  void settings_that_cost_bits_are_refused_on_the_device_that_they_are_for() throws IOException {
    settings.put("NVIDIA_TF32_OVERRIDE", "1");
    assertEquals("nothing", missing(Device.CPU));
    assertMissing(Device.CUDA, "NVIDIA_TF32_OVERRIDE=1", "unset it or set it to 0");
    settings.put("DNNL_DEFAULT_FPMATH_MODE", "BF16");
    assertMissing(Device.CPU, "DNNL_DEFAULT_FPMATH_MODE=BF16", "STRICT");
    settings.put("DNNL_DEFAULT_FPMATH_MODE", "strict");
    assertEquals("nothing", missing(Device.CPU));
  }

  @Test
  void a_libtorch_for_cuda_is_unpacked_whole_or_not_at_all() throws IOException {
    onClassPath("version=2.5.1\nflavor=cu124");
    put("pytorch/cu124/" + PLATFORM + "/libc10.so", "c10");
    Path cache = libtorch.resolve("cache");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jars.toUri().toURL()}, null)) {
      Requirements.Build build = requirements(loader).libtorch(Device.CUDA).orElseThrow();
      assertThrows(
          IOException.class, () -> Unpacked.folder(loader, PLATFORM, build, cache), "no libtorch");
      try (var left = Files.list(cache)) {
        assertEquals(List.of(), left.toList());
      }
      put("pytorch/cu124/" + PLATFORM + "/libtorch.so", "torch");
      Path folder = Unpacked.folder(loader, PLATFORM, build, cache);
      assertEquals(cache.resolve("2.5.1-cu124-" + PLATFORM), folder);
      assertEquals("c10", Files.readString(folder.resolve("libc10.so")));
      assertEquals("torch", Files.readString(folder.resolve("libtorch.so")));
      remove("pytorch/cu124/" + PLATFORM + "/libtorch.so");
      assertEquals(folder, Unpacked.folder(loader, PLATFORM, build, cache));
    }
  }

  @Test
  void platforms_have_the_names_of_the_artifacts() {
    assertEquals("linux-x86_64", Requirements.platform("Linux", "amd64"));
    assertEquals("linux-aarch64", Requirements.platform("Linux", "aarch64"));
    assertEquals("osx-aarch64", Requirements.platform("Mac OS X", "aarch64"));
    assertEquals("win-x86_64", Requirements.platform("Windows 11", "amd64"));
  }
}
