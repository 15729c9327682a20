package samegrad.plain;

import jdk.incubator.vector.VectorShape;

/**
 * How many bits the vector kernels work on at once, decided once for the life of the JVM.
 *
 * <p>The width changes speed only: every kernel gives the same bits at every width. This class
 * names no type of {@code jdk.incubator.vector} outside {@link Hardware}, so it loads without the
 * module.
 */
final class VectorWidth {
  /** Forces a width: {@code scalar}, {@code 128}, {@code 256} or {@code 512}. */
  static final String PROPERTY = "samegrad.plain.vector";

  /** The width in bits: 128, 256 or 512, or 0 for the scalar twins. */
  static final int BITS = choose(System.getProperty(PROPERTY));

  private VectorWidth() {}

  private static int choose(String asked) {
    if ("scalar".equals(asked)) {
      return 0;
    }
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (asked == null) {
      int widest = present ? Hardware.widestBits() : 0;
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
          "-D%s=%s needs the JVM option --add-modules jdk.incubator.vector"
              .formatted(PROPERTY, asked));
    }
    int widest = Hardware.widestBits();
    if (bits > widest) {
      throw new IllegalArgumentException(
          "-D%s=%s is wider than this machine's vectors of %d bits"
              .formatted(PROPERTY, asked, widest));
    }
    return bits;
  }

  /** Apart, so that it is loaded only where the module is present. */
  private static final class Hardware {
    static int widestBits() {
      return VectorShape.preferredShape().vectorBitSize();
    }
  }
}
