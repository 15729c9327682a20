package samegrad.djl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import samegrad.spi.Device;
import samegrad.spi.NvidiaDriver;

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
 * @param driver that of the machine's GPUs
 */
record Requirements(
    ClassLoader classLoader,
    String platform,
    Function<String, Optional<String>> setting,
    NvidiaDriver driver) {
  /** The folder of a libtorch to use instead of the one on the class path. */
  static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";

  /** DJL's name for what a libtorch was built for, which it cannot tell from a folder. */
  static final String FLAVOR = "PYTORCH_FLAVOR";

  private static final String LIBRARY = System.mapLibraryName("torch");
  private static final String JNI_LIBRARY = System.mapLibraryName("djl_torch");
  private static final String GROUP = "ai.djl.pytorch:";

  /**
   * In the files {@code build-version} of a downloaded libtorch and {@code version.py} of Python's.
   */
  private static final Pattern VERSION =
      Pattern.compile("([0-9]+\\.[0-9]+\\.[0-9]+)(?:\\+(\\w+))?");

  /** Variables by which a user lets cuBLAS compute float32 products with fewer bits, if not 0. */
  private static final List<String> TF32 =
      List.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "NVIDIA_TF32_OVERRIDE");

  /** Those by which a user lets oneDNN do so on the CPU, if not STRICT. */
  private static final List<String> FPMATH =
      List.of("DNNL_DEFAULT_FPMATH_MODE", "ONEDNN_DEFAULT_FPMATH_MODE");

  /**
   * A libtorch.
   *
   * @param where it was found, for people to read
   * @param version such as 2.7.1 or 2.7.1-20250812; empty if it does not say
   * @param flavor what it was built for, such as cpu or cu124 for CUDA 12.4; empty if it does not
   *     say
   * @param bringsJni whether DJL's own native half is beside it
   * @param libraries its files on the class path; none if it is in a folder
   */
  record Build(
      String where, String version, String flavor, boolean bringsJni, List<String> libraries) {
    /** The major version of CUDA that it was built for; 0 if for none. */
    int cuda() {
      return flavor.matches("cu[0-9]{3}.*") ? Integer.parseInt(flavor.substring(2, 4)) : 0;
    }

    @Override
    public String toString() {
      return "the libtorch " + where;
    }
  }

  /** The requirements as this process sees them. */
  static Requirements ofProcess() {
    return new Requirements(
        classLoaderOfDjl(),
        platform(System.getProperty("os.name"), System.getProperty("os.arch")),
        Requirements::setting,
        NvidiaDriver.ofThisMachine());
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
    if (classLoader.getResource("ai/djl/pytorch/engine/PtEngine.class") == null) {
      return Optional.of("DJL is not on the class path: add " + GROUP + "pytorch-engine");
    }
    Optional<Build> libtorch = libtorch(device);
    return reducedPrecision(device)
        .or(() -> driver.missing(device, libtorch.map(Build::cuda).orElse(0)))
        .or(
            () ->
                libtorch
                    .map(build -> unfit(device, build))
                    .orElseGet(() -> Optional.of(noLibtorch())));
  }

  private Optional<String> reducedPrecision(Device device) {
    String exact = device.isCpu() ? "STRICT" : "0";
    List<String> variables = device.isCpu() ? FPMATH : TF32;
    return variables.stream()
        .filter(one -> !setting.apply(one).orElse(exact).equalsIgnoreCase(exact))
        .map(
            one ->
                "%s=%s lets float32 products lose bits: unset it or set it to %s"
                    .formatted(one, setting.apply(one).orElseThrow(), exact))
        .findFirst();
  }

  private String noLibtorch() {
    return setting
        .apply(LIBRARY_PATH)
        .map(folders -> LIBRARY_PATH + "=" + folders + " has no " + LIBRARY)
        .orElse(
            ("libtorch for %1$s is not on the class path: add %2$spytorch-native-cpu with the"
                    + " classifier %1$s")
                .formatted(platform, GROUP));
  }

  private Optional<String> unfit(Device device, Build build) {
    String flavor = flavor(device, build);
    if (!device.isCpu() && flavor.isEmpty()) {
      return Optional.of(
          build + " does not say for which CUDA it was built: set " + FLAVOR + ", such as cu128");
    }
    String jni = property("jnilib/pytorch.properties", "jni_version");
    if (!device.isCpu() && flavor.startsWith("cpu")) {
      return Optional.of(
          ("%s computes on the CPU alone: build samegrad with -Pcuda-djl, or set %s to the lib"
                  + " folder of libtorch %s for CUDA")
              .formatted(build, LIBRARY_PATH, release(jni)));
    }
    Optional<String> wanted = setting.apply("PYTORCH_VERSION");
    if (wanted.isPresent() && !build.version().startsWith(wanted.get())) {
      return Optional.of(
          "PYTORCH_VERSION asks for libtorch %s, and %s is %s: unset it"
              .formatted(wanted.get(), build, build.version()));
    }
    return build.bringsJni() ? Optional.empty() : unfit(jni, build, flavor);
  }

  /** DJL's own native half, which comes in one jar for all platforms. */
  private Optional<String> unfit(String jni, Build build, String flavor) {
    if (jni.isEmpty()) {
      return Optional.of(
          "DJL's native code is not on the class path: add " + GROUP + "pytorch-jni");
    }
    String fitting = release(build.version()) + "-" + djlVersion();
    if (!build.version().isEmpty() && !jni.startsWith(fitting)) {
      return Optional.of(
          ("%s is %s and needs %spytorch-jni:%s, but on the class path is %s: add the one that"
                  + " fits, or take libtorch %s")
              .formatted(build, build.version(), GROUP, fitting, jni, release(jni)));
    }
    String library = "jnilib/" + platform + "/" + flavor + "/" + JNI_LIBRARY;
    return classLoader.getResource(library) == null
        ? Optional.of(
            GROUP + "pytorch-jni:" + jni + " has nothing for " + build + ": no " + library)
        : Optional.empty();
  }

  /** The version without the day on which DJL packed it, or without that of DJL. */
  private static String release(String version) {
    return version.replaceFirst("-.*", "");
  }

  private String djlVersion() {
    return property("pytorch-engine.properties", "djl_version");
  }

  /** Where DJL unpacks libtorch and its own native half; the same choice as DJL's {@code Utils}. */
  Path cache() {
    Path home = Path.of(System.getProperty("user.home"));
    Path parent = Files.isWritable(home) ? home : Path.of(System.getProperty("java.io.tmpdir"));
    return setting
        .apply("ENGINE_CACHE_DIR")
        .or(() -> setting.apply("DJL_CACHE_DIR"))
        .map(Path::of)
        .orElse(parent.resolve(".djl.ai"))
        .resolve("pytorch");
  }

  /** What DJL's native half is to be built for. On the CPU that for the CPU serves any libtorch. */
  String flavor(Device device, Build build) {
    String own = build.flavor();
    return setting
        .apply(FLAVOR)
        .orElse(device.isCpu() ? own.replaceFirst("^(cu[0-9]+|$)", "cpu") : own);
  }

  /** The libtorch that is to be loaded: that in a folder, or else the one made for the device. */
  Optional<Build> libtorch(Device device) {
    Optional<String> folders = setting.apply(LIBRARY_PATH);
    return folders.isEmpty()
        ? onClassPath(device)
        : Stream.of(folders.get().split(File.pathSeparator))
            .map(Path::of)
            .filter(folder -> Files.exists(folder.resolve(LIBRARY)))
            .map(this::inFolder)
            .findFirst();
  }

  private Build inFolder(Path folder) {
    Matcher version =
        VERSION.matcher(
            Stream.of("build-version", "version.py")
                .map(folder::resolveSibling)
                .filter(Files::isReadable)
                .map(Requirements::read)
                .findFirst()
                .orElse(""));
    boolean known = version.find();
    return new Build(
        "in " + LIBRARY_PATH + "=" + folder,
        known ? version.group(1) : "",
        known && version.group(2) != null ? version.group(2) : "",
        Stream.of(JNI_LIBRARY, djlVersion() + "-" + JNI_LIBRARY)
            .anyMatch(name -> Files.exists(folder.resolve(name))),
        List.of());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Optional<Build> onClassPath(Device device) {
    return properties("native/lib/pytorch.properties").stream()
        .filter(one -> platform.equals(one.getProperty("classifier")))
        .filter(one -> one.getProperty("placeholder") == null)
        .map(
            one ->
                new Build(
                    "on the class path",
                    one.getProperty("version", ""),
                    one.getProperty("flavor", ""),
                    false,
                    List.of(one.getProperty("libraries", "").split(","))))
        .max(Comparator.comparing(build -> build.flavor().startsWith("cpu") == device.isCpu()));
  }

  private String property(String file, String name) {
    return properties(file).stream().map(one -> one.getProperty(name, "")).findFirst().orElse("");
  }

  private List<Properties> properties(String file) {
    List<Properties> all = new ArrayList<>();
    try {
      for (URL found : Collections.list(classLoader.getResources(file))) {
        try (InputStream in = found.openStream()) {
          Properties properties = new Properties();
          properties.load(in);
          all.add(properties);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return all;
  }
}
