package samegrad.plain.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether this JVM's compiler makes instructions of the Vector API. Where it does not, each vector
 * is an object, and the vector kernels are some hundred times slower than their scalar twins.
 */
final class VectorCompiler {
  /** Why it does not; empty if it does. */
  static final Optional<String> MISSING =
      missing(
          VectorCompiler::option,
          System.getProperty("java.vm.info", ""),
          Runtime.version().feature());

  private VectorCompiler() {}

  /** The value of an option of the JVM; empty if it has none of that name, or does not say. */
  static Optional<String> option(String name) {
    HotSpotDiagnosticMXBean hotspot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return Optional.ofNullable(hotspot).map(bean -> bean.getVMOption(name).getValue());
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /**
   * As {@link #MISSING}, of any JVM.
   *
   * @param option the value of an option
   * @param info what it says of itself in {@code java.vm.info}
   * @param feature its version
   */
  static Optional<String> missing(
      Function<String, Optional<String>> option, String info, int feature) {
    if (info.contains("interpreted mode")) {
      return Optional.of("it interprets all code (-Xint)");
    }
    boolean lower =
        option.apply("TieredStopAtLevel").filter(level -> !level.equals("4")).isPresent();
    if (lower || info.contains("emulated-client")) {
      return Optional.of("its compiler C2 is off (-XX:TieredStopAtLevel, -XX:CompilationMode)");
    }
    if (option.apply("EnableVectorSupport").filter("false"::equals).isPresent()) {
      return Optional.of("its support of vectors is off (-XX:-EnableVectorSupport)");
    }
    if (feature < 21 && option.apply("UseJVMCICompiler").filter("true"::equals).isPresent()) {
      return Optional.of("its compiler (-XX:+UseJVMCICompiler) knows no vectors before Java 21");
    }
    return Optional.empty();
  }
}
