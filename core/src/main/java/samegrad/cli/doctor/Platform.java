package samegrad.cli.doctor;

import java.util.Optional;
import samegrad.cli.console.Version;

/**
 * What the backends run in.
 *
 * @param samegrad this version of samegrad
 * @param java the JVM's version and vendor
 * @param javaHome its folder
 * @param system the operating system, its version, and the processor's architecture
 * @param processors how many of them
 * @param maxHeapMiB how large Java's heap may become
 * @param vectorBits how wide the vectors of {@code jdk.incubator.vector} are here; empty if the
 *     module was not asked for
 */
record Platform(
    String samegrad,
    String java,
    String javaHome,
    String system,
    int processors,
    long maxHeapMiB,
    Optional<Integer> vectorBits) {
  /** The flag without which there are no vectors. */
  static final String FLAG = "--add-modules jdk.incubator.vector";

  private static final int MIB_SHIFT = 20;

  static Platform ofProcess() {
    return new Platform(
        Version.text(),
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
        System.getProperty("java.home"),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> MIB_SHIFT,
        measuredBits());
  }

  /** By reflection: core is compiled without the incubator module. */
  private static Optional<Integer> measuredBits() {
    Optional<Module> module = ModuleLayer.boot().findModule("jdk.incubator.vector");
    try {
      if (module.isEmpty()) {
        return Optional.empty();
      }
      Class<?> shape = Class.forName(module.get(), "jdk.incubator.vector.VectorShape");
      Object preferred = shape.getMethod("preferredShape").invoke(null);
      return Optional.of((Integer) shape.getMethod("vectorBitSize").invoke(preferred));
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException("jdk.incubator.vector of this Java is not as known", changed);
    }
  }
}
