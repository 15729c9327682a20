package samegrad.plain.kernel;

import java.util.Optional;
import jdk.incubator.vector.VectorShape;

/**
 * How many bits the vector kernels work on at once, decided once for the life of the JVM.
 *
 * <p>The width changes speed only: every kernel gives the same bits at every width. This class
 * names no type of {@code jdk.incubator.vector} outside {@link Hardware}, so it loads without the
 * module.
 */
public final class VectorWidth {
  /** Forces a width: {@code scalar}, {@code 128}, {@code 256} or {@code 512}. */
  public static final String PROPERTY = "samegrad.plain.vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String FLAG = "--add-modules " + MODULE;

  private static final String SCALAR =
      "the plain backend runs its scalar kernels, several times slower than its vector kernels";

  private VectorWidth() {}

  /** The width in bits: 128, 256 or 512, or 0 for the scalar twins. */
  public static int bits() {
    return Chosen.BITS;
  }

  /**
   * Chooses the width.
   *
   * @throws IllegalArgumentException if {@value #PROPERTY} asks for none of those or for one that
   *     this JVM or this machine lacks
   */
  public static int choose() {
    String asked = System.getProperty(PROPERTY, "");
    if ("scalar".equals(asked)) {
      return 0;
    }
    boolean present = isModulePresent();
    if (asked.isEmpty()) {
      boolean fast = present && Fma.INSTRUCTION && VectorCompiler.MISSING.isEmpty();
      int widest = fast ? Hardware.widestBits() : 0;
      return widest < 128 ? 0 : Math.min(widest, 512);
    }
    int bits =
        switch (asked) {
          case "128" -> 128;
          case "256" -> 256;
          case "512" -> 512;
          default ->
              throw new IllegalArgumentException(
                  "-D%s=%s is none of scalar, 128, 256, 512".formatted(PROPERTY, asked));
        };
    if (!present) {
      throw new IllegalArgumentException(
          "-D%s=%s needs the JVM option %s".formatted(PROPERTY, asked, FLAG));
    }
    int widest = Hardware.widestBits();
    if (bits > widest) {
      throw new IllegalArgumentException(
          "-D%s=%s is wider than this machine's vectors of %s bits"
              .formatted(PROPERTY, asked, widest));
    }
    return bits;
  }

  private static boolean isModulePresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** What was chosen, for people: {@code 512-bit vectors} or {@code scalar}. */
  public static String description() {
    return (bits() == 0 ? "scalar" : bits() + "-bit vectors")
        + (Fma.INSTRUCTION ? "" : " and slow, as this processor has no fused multiply-add (FMA)");
  }

  /** What makes the kernels slow; empty if nothing does. */
  public static Optional<String> advice() {
    if ("scalar".equals(System.getProperty(PROPERTY))) {
      return Optional.empty();
    }
    if (!Fma.INSTRUCTION) {
      return Optional.of(
          "the plain backend is slow here, as this processor or virtual machine has no fused"
              + " multiply-add (FMA): a virtual one may be given it");
    }
    if (!isModulePresent()) {
      return Optional.of(SCALAR + ": start Java with " + FLAG);
    }
    return System.getProperty(PROPERTY, "").isEmpty()
        ? VectorCompiler.MISSING.map(
            why -> SCALAR + ", as this JVM would make an object of each vector: " + why)
        : Optional.empty();
  }

  /** Apart, so that a wrong property can be reported before a constant depends on it. */
  private static final class Chosen {
    static final int BITS = choose();
  }

  /** Apart, so that it is loaded only where the module is present. */
  private static final class Hardware {
    static int widestBits() {
      return VectorShape.preferredShape().vectorBitSize();
    }
  }
}
