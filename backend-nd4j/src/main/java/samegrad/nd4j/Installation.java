package samegrad.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import samegrad.spi.Device;
import samegrad.spi.NvidiaDriver;

/**
 * What there is of ND4J on the class path, and of the hardware it needs, found without loading
 * either.
 *
 * @param platform operating system and processor as JavaCPP writes them, such as {@code
 *     linux-x86_64}
 * @param classLoader where JavaCPP looks for its natives
 * @param driver that of the machine's GPUs
 * @param processorFlags the processor's features as Linux lists them; empty if they are not known
 * @param environment the variables of this process
 */
record Installation(
    String platform,
    ClassLoader classLoader,
    NvidiaDriver driver,
    List<String> processorFlags,
    Map<String, String> environment) {
  private static final String NATIVE = "org/nd4j/linalg/cpu/nativecpu/";
  private static final String CUDA = "org/nd4j/linalg/jcublas/";

  /** Of CUDA's runtime, what libnd4jcuda.so and JavaCPP's bindings are linked with (readelf -d). */
  private static final List<String> RUNTIME =
      List.of(
          "libcudart.so.11.0",
          "libcublas.so.11",
          "libcublasLt.so.11",
          "libcusolver.so.11",
          "libcusparse.so.11");

  /**
   * The compute capabilities that libnd4jcuda.so of 1.0.0-M2.1 has machine code for ({@code
   * cuobjdump --list-elf libnd4jcuda.so | grep -o 'sm_[0-9]*' | sort -u}). It has no PTX ({@code
   * --list-ptx}), of which a driver could make code for others.
   */
  private static final List<String> CAPABILITIES =
      List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6");

  /** A number of threads, as C's {@code stoi} and OpenMP read it. */
  private static final String POSITIVE = " *0*[1-9][0-9]{0,5} *";

  /**
   * What ND4J and its libraries read as numbers, with what they can use. With 0 or fewer threads
   * libnd4j returns garbage or overwrites its stack; on other words ND4J does not start.
   */
  private static final List<Variable> VARIABLES =
      List.of(
          new Variable("OMP_NUM_THREADS", POSITIVE + "(," + POSITIVE + ")*", "a number of threads"),
          new Variable("SD_MAX_THREADS", POSITIVE, "a number of threads"),
          new Variable("SD_MASTER_THREADS", POSITIVE, "a number of threads"),
          new Variable("BACKEND_PRIORITY_CPU", "-?[0-9]{1,9}", "a number"),
          new Variable("BACKEND_PRIORITY_GPU", "-?[0-9]{1,9}", "a number"),
          new Variable("BACKEND_PRIORITY_AURORA", "-?[0-9]{1,9}", "a number"));

  private record Variable(String name, String pattern, String kind) {}

  static Installation ofThisProcess() {
    String platform =
        System.getProperty(
            "org.bytedeco.javacpp.platform",
            platform(System.getProperty("os.name"), System.getProperty("os.arch")));
    return new Installation(
        platform,
        Installation.class.getClassLoader(),
        NvidiaDriver.ofThisMachine(),
        processorFlags(Path.of("/proc/cpuinfo")),
        System.getenv());
  }

  /** JavaCPP's name of an operating system and a processor architecture. */
  static String platform(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os = name.startsWith("mac") ? "macosx" : name.startsWith("win") ? "windows" : "linux";
    String arch =
        switch (osArch) {
          case "amd64", "x86-64", "x64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> osArch;
        };
    return os + "-" + arch;
  }

  /**
   * Where JavaCPP unpacks ND4J's native libraries: the same choice as its {@code
   * Loader.getCacheDir}, the first folder that can be written or made.
   */
  static Path cache() {
    String user = System.getProperty("user.name");
    List<Path> folders =
        Stream.of(
                Optional.ofNullable(System.getProperty("org.bytedeco.javacpp.cachedir")),
                Optional.ofNullable(System.getProperty("org.bytedeco.javacpp.cacheDir")),
                Optional.of(System.getProperty("user.home") + "/.javacpp/cache"),
                Optional.of(System.getProperty("java.io.tmpdir") + "/.javacpp-" + user + "/cache"))
            .flatMap(Optional::stream)
            .map(Path::of)
            .toList();
    return folders.stream()
        .filter(Installation::canBeWritten)
        .findFirst()
        .orElseGet(() -> folders.get(0));
  }

  private static boolean canBeWritten(Path folder) {
    Optional<Path> there = Optional.of(folder.toAbsolutePath());
    while (there.isPresent() && !Files.exists(there.get())) {
      there = there.map(Path::getParent);
    }
    return there.map(path -> Files.isDirectory(path) && Files.isWritable(path)).orElse(false);
  }

  private static List<String> processorFlags(Path cpuinfo) {
    if (!Files.isReadable(cpuinfo)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> List.of(line.substring(line.indexOf(':') + 1).trim().split(" ")))
          .orElse(List.of());
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** What keeps ND4J from running on that device, and what would help; empty if nothing is seen. */
  Optional<String> missing(Device device) {
    return (device.isCpu() ? missingForCpu() : missingForCuda(device)).or(this::invalidVariable);
  }

  private Optional<String> invalidVariable() {
    for (Variable variable : VARIABLES) {
      String value = environment.getOrDefault(variable.name(), "");
      if (!value.isEmpty() && !value.matches(variable.pattern())) {
        return Optional.of(
            variable.name() + "=" + value + " is not " + variable.kind() + ": unset it or set one");
      }
    }
    return Optional.empty();
  }

  private boolean onClassPath(String resource) {
    return classLoader.getResource(resource) != null;
  }

  /** The version of an artifact on the class path. */
  Optional<String> version(String group, String artifact) {
    String name = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = classLoader.getResourceAsStream(name)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return Optional.ofNullable(properties.getProperty("version"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(name, unreadable);
    }
  }

  private Optional<String> missingForCuda(Device device) {
    if (!onClassPath(CUDA + "JCublasBackend.class")) {
      return Optional.of(
          "this build has ND4J for the processor (nd4j-native): for device cuda build with"
              + " -Pcuda-nd4j, which takes nd4j-cuda-11.6 instead");
    }
    if (!onClassPath(CUDA + "bindings/" + platform + "/" + library("jnind4jcuda"))) {
      return missing(library("jnind4jcuda"), "org.nd4j", "nd4j-cuda-11.6");
    }
    return driver.missing(device, 11).or(() -> wrongGpu(device)).or(this::missingRuntime);
  }

  private Optional<String> wrongGpu(Device device) {
    if (!device.equals(Device.CUDA)) {
      return Optional.of(
          "ND4J computes on the first GPU that it sees: ask for cuda, with CUDA_VISIBLE_DEVICES="
              + device.gpu().orElse(0));
    }
    List<String> there = driver.capabilities();
    return there.isEmpty() || there.stream().anyMatch(Installation::isSupported)
        ? Optional.empty()
        : Optional.of(
            "ND4J's library has code for compute capabilities %s; the GPU here has %s: use djl"
                .formatted(String.join(", ", CAPABILITIES), String.join(", ", there)));
  }

  /** Machine code runs where the major number is the same and the minor one not smaller. */
  private static boolean isSupported(String capability) {
    return CAPABILITIES.stream()
        .anyMatch(
            code ->
                code.charAt(0) == capability.charAt(0)
                    && capability.charAt(1) == '.'
                    && code.compareTo(capability) <= 0);
  }

  private Optional<String> missingRuntime() {
    return RUNTIME.stream()
        .filter(name -> !onClassPath("org/bytedeco/cuda/" + platform + "/" + name))
        .filter(name -> platform.startsWith("linux") && !driver.linked().test(name))
        .map(
            name ->
                "ND4J needs %s of CUDA 11.6: install that, or add org.bytedeco:cuda:%s:%s-redist"
                    .formatted(name, version("org.bytedeco", "cuda").orElse("VERSION"), platform))
        .findFirst();
  }

  private Optional<String> missingForCpu() {
    if (onClassPath(CUDA + "JCublasBackend.class")) {
      return Optional.of(
          "this build has ND4J for CUDA (nd4j-cuda-11.6): ask for -Dsamegrad.device=cuda, or build"
              + " without -Pcuda-nd4j");
    }
    if (!onClassPath(NATIVE + "CpuBackend.class")) {
      return Optional.of("ND4J is not on the class path: add org.nd4j:nd4j-native-platform");
    }
    return missingLibrary().or(this::missingFeature);
  }

  private Optional<String> missingLibrary() {
    if (Stream.of("", "-avx2", "-avx512").noneMatch(this::hasBindings)) {
      return missing(library("jnind4jcpu"), "org.nd4j", "nd4j-native");
    }
    if (!onClassPath("org/bytedeco/openblas/" + platform + "/" + library("jniopenblas_nolapack"))) {
      return missing(library("jniopenblas_nolapack"), "org.bytedeco", "openblas");
    }
    if (!onClassPath("org/bytedeco/javacpp/" + platform + "/" + library("jnijavacpp"))) {
      return missing(library("jnijavacpp"), "org.bytedeco", "javacpp");
    }
    return Optional.empty();
  }

  private Optional<String> missing(String library, String group, String artifact) {
    return Optional.of(
        "the native library %1$s for %2$s is not on the class path: add %3$s:%4$s:%5$s:%2$s"
            .formatted(
                library, platform, group, artifact, version(group, artifact).orElse("VERSION")));
  }

  private boolean hasBindings(String extension) {
    return onClassPath(NATIVE + "bindings/" + platform + extension + "/" + library("jnind4jcpu"));
  }

  /** ND4J itself would end the process if its library needs what the processor has not. */
  private Optional<String> missingFeature() {
    return Stream.of("avx512", "avx2")
        .filter(name -> hasBindings("-" + name) && !processorFlags.isEmpty())
        .filter(name -> !processorFlags.contains(flag(name)))
        .map(
            name ->
                ("the natives on the class path are nd4j-native:%1$s-%2$s, and this processor has"
                        + " no %3$s: build without -Djavacpp.platform.extension")
                    .formatted(platform, name, flag(name)))
        .findFirst();
  }

  private static String flag(String extension) {
    return extension.equals("avx512") ? "avx512f" : extension;
  }

  private String library(String name) {
    return platform.startsWith("windows")
        ? name + ".dll"
        : "lib" + name + (platform.startsWith("macosx") ? ".dylib" : ".so");
  }
}
