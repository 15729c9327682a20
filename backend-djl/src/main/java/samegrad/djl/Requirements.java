package samegrad.djl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import samegrad.spi.Device;

/**
 * What must be there before DJL is started, looked up without starting it.
 *
 * <p>DJL downloads what it misses; here, what is missing is an error with a remedy, so that nothing
 * is ever fetched at run time.
 *
 * @param classLoader where DJL looks for its natives
 * @param platform the operating system and processor as DJL names them, such as {@code
 *     linux-x86_64}
 * @param setting a variable of the environment or else a system property, as DJL reads its settings
 * @param exists whether there is such a file
 */
record Requirements(
    ClassLoader classLoader,
    String platform,
    Function<String, Optional<String>> setting,
    Predicate<Path> exists) {
  /** The folder of a libtorch to use instead of the one on the class path. */
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  private static final String LIBTORCH_PROPERTIES = "native/lib/pytorch.properties";
  private static final String JNI_PROPERTIES = "jnilib/pytorch.properties";
  private static final String GROUP = "ai.djl.pytorch:";

  /** Where Linux, Linux on Windows, and Windows show that the driver of an NVIDIA GPU is there. */
  private static final List<Path> DRIVER_FILES =
      List.of(
          Path.of("/dev/nvidiactl"),
          Path.of("/dev/dxg"),
          Path.of("C:\\Windows\\System32\\nvcuda.dll"));

  /** Variables by which a user lets cuBLAS or oneDNN compute float32 products with fewer bits. */
  private static final List<Precision> PRECISION =
      List.of(
          new Precision("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", Device.CUDA, "0"),
          new Precision("NVIDIA_TF32_OVERRIDE", Device.CUDA, "0"),
          new Precision("DNNL_DEFAULT_FPMATH_MODE", Device.CPU, "STRICT"),
          new Precision("ONEDNN_DEFAULT_FPMATH_MODE", Device.CPU, "STRICT"));

  /**
   * One of them.
   *
   * @param variable its name
   * @param device where it matters
   * @param exact the value that keeps all bits, as does none
   */
  private record Precision(String variable, Device device, String exact) {}

  /** The requirements as this process sees them. */
  static Requirements ofProcess() {
    return new Requirements(
        classLoaderOfDjl(),
        platform(System.getProperty("os.name"), System.getProperty("os.arch")),
        Requirements::setting,
        Files::exists);
  }

  /** The same choice as DJL's {@code ClassLoaderUtils.getContextClassLoader}. */
  private static ClassLoader classLoaderOfDjl() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Requirements.class.getClassLoader() : context;
  }

  static Optional<String> setting(String name) {
    return Optional.ofNullable(System.getenv(name))
        .or(() -> Optional.ofNullable(System.getProperty(name)))
        .filter(value -> !value.isEmpty());
  }

  static String platform(String osName, String osArch) {
    String system = osName.toLowerCase(Locale.ROOT);
    String prefix =
        system.startsWith("win")
            ? "win"
            : system.startsWith("mac") ? "osx" : system.startsWith("linux") ? "linux" : system;
    return prefix + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
  }

  /** The first thing that is in the way of running on that device, and what would help. */
  Optional<String> missing(Device device) {
    return classes()
        .or(() -> reducedPrecision(device))
        .or(() -> device == Device.CUDA ? gpu() : Optional.empty())
        .or(() -> jni(device))
        .or(this::libtorch);
  }

  private Optional<String> classes() {
    if (resource("ai/djl/pytorch/engine/PtEngine.class") == null) {
      return Optional.of("DJL is not on the class path: add " + GROUP + "pytorch-engine");
    }
    return Optional.empty();
  }

  private Optional<String> reducedPrecision(Device device) {
    for (Precision precision : PRECISION) {
      Optional<String> value = setting.apply(precision.variable());
      if (precision.device() == device
          && value.isPresent()
          && !value.get().equalsIgnoreCase(precision.exact())) {
        return Optional.of(
            precision.variable()
                + "="
                + value.get()
                + " lets float32 products lose bits: unset it or set it to "
                + precision.exact());
      }
    }
    return Optional.empty();
  }

  private Optional<String> gpu() {
    if (DRIVER_FILES.stream().noneMatch(exists)) {
      return Optional.of("no NVIDIA GPU with its driver on this machine; use the device cpu");
    }
    if (setting.apply(LIBRARY_PATH).isEmpty()) {
      return Optional.of(
          "the libtorch on the class path computes on the CPU alone: set "
              + LIBRARY_PATH
              + " to the lib folder of libtorch's build for CUDA 12.8");
    }
    return Optional.empty();
  }

  /** DJL's own native half, which comes in one jar for all platforms. */
  private Optional<String> jni(Device device) {
    if (resource(JNI_PROPERTIES) == null) {
      return Optional.of(
          "DJL's native code is not on the class path: add " + GROUP + "pytorch-jni");
    }
    String library =
        "jnilib/" + platform + "/" + flavor(device) + "/" + System.mapLibraryName("djl_torch");
    if (resource(library) == null) {
      return Optional.of(
          GROUP + "pytorch-jni has nothing for " + platform + " and " + device + ": no " + library);
    }
    return Optional.empty();
  }

  /** Where DJL unpacks libtorch and its own native half; the same choice as DJL's {@code Utils}. */
  Path cache() {
    return setting
        .apply("ENGINE_CACHE_DIR")
        .or(() -> setting.apply("DJL_CACHE_DIR"))
        .map(Path::of)
        .orElseGet(
            () -> {
              Path home = Path.of(System.getProperty("user.home"));
              Path parent =
                  Files.isWritable(home) ? home : Path.of(System.getProperty("java.io.tmpdir"));
              return parent.resolve(".djl.ai");
            })
        .resolve("pytorch");
  }

  /** How DJL's file names tell its builds apart. */
  static String flavor(Device device) {
    return device == Device.CPU ? "cpu" : "cu128";
  }

  private Optional<String> libtorch() {
    Optional<String> folders = setting.apply(LIBRARY_PATH);
    if (folders.isPresent()) {
      return libtorchIn(folders.get());
    }
    Optional<String> version = libtorchOnClassPath();
    if (version.isEmpty()) {
      return Optional.of(
          "libtorch for "
              + platform
              + " is not on the class path: add "
              + GROUP
              + "pytorch-native-cpu with the classifier "
              + platform);
    }
    Optional<String> wanted = setting.apply("PYTORCH_VERSION");
    if (wanted.isPresent() && !version.get().startsWith(wanted.get())) {
      return Optional.of(
          "PYTORCH_VERSION asks for libtorch "
              + wanted.get()
              + ", on the class path is "
              + version.get()
              + ": unset it");
    }
    return Optional.empty();
  }

  private Optional<String> libtorchIn(String folders) {
    String library = System.mapLibraryName("torch");
    for (String folder : folders.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && exists.test(Path.of(folder).resolve(library))) {
        return Optional.empty();
      }
    }
    return Optional.of(LIBRARY_PATH + "=" + folders + " has no " + library);
  }

  /** The version of the libtorch for this platform. */
  private Optional<String> libtorchOnClassPath() {
    try {
      Enumeration<URL> found = classLoader.getResources(LIBTORCH_PROPERTIES);
      while (found.hasMoreElements()) {
        Properties properties = new Properties();
        try (InputStream in = found.nextElement().openStream()) {
          properties.load(in);
        }
        if (platform.equals(properties.getProperty("classifier"))
            && properties.getProperty("placeholder") == null) {
          return Optional.of(properties.getProperty("version", ""));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Optional.empty();
  }

  private @Nullable URL resource(String name) {
    return classLoader.getResource(name);
  }
}
