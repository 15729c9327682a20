package samegrad.plain;

import java.util.Optional;

/**
 * The kernels that suit this process: the Vector API's where the module {@code
 * jdk.incubator.vector} is there, their scalar twins elsewhere. The only place that knows of both.
 *
 * @param floats the kernel for float32
 * @param doubles the kernel for float64
 * @param description what was chosen, as {@code "512-bit vectors"} or {@code "scalar"}
 * @param advice what to do to be faster, to be shown to the user once; empty if nothing
 */
record MatmulKernels(
    MatmulKernel<float[]> floats,
    MatmulKernel<double[]> doubles,
    String description,
    Optional<String> advice) {
  /**
   * The system property that forces a kernel: {@code scalar}, {@code 128}, {@code 256}, {@code
   * 512}.
   */
  static final String PROPERTY = "samegrad.plain.vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String FLAG = "--add-modules " + MODULE;

  /**
   * Chooses by the system property {@value #PROPERTY}, or if it is not set, by what there is.
   *
   * @throws IllegalArgumentException if the property has another value than those allowed
   * @throws IllegalStateException if it asks for vectors that this processor or this JVM lacks
   */
  static MatmulKernels select() {
    int bits = requestedBits();
    if (isScalarRequested()) {
      return scalar(Optional.empty());
    }
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      return Vectors.kernels(bits);
    }
    if (bits != 0) {
      throw new IllegalStateException(
          "-D" + PROPERTY + "=" + bits + " needs the Vector API: start Java with " + FLAG);
    }
    return scalar(
        Optional.of(
            "The plain backend runs its scalar kernels, several times slower than its vector"
                + " kernels: start Java with "
                + FLAG));
  }

  private static MatmulKernels scalar(Optional<String> advice) {
    return new MatmulKernels(new ScalarFloatMatmul(), new ScalarDoubleMatmul(), "scalar", advice);
  }

  private static boolean isScalarRequested() {
    return "scalar".equals(System.getProperty(PROPERTY));
  }

  /** The vector width in bits that {@value #PROPERTY} asks for, 0 if it asks for none. */
  static int requestedBits() {
    String requested = System.getProperty(PROPERTY, "");
    return switch (requested) {
      case "", "scalar" -> 0;
      case "128", "256", "512" -> Integer.parseInt(requested);
      default ->
          throw new IllegalArgumentException(
              "-D"
                  + PROPERTY
                  + "="
                  + requested
                  + ": must be scalar, 128, 256 or 512, or not be set");
    };
  }

  /** Keeps the classes that mention the Vector API from being loaded, or verified, without it. */
  private static final class Vectors {
    static MatmulKernels kernels(int requestedBits) {
      if (requestedBits > Species.maxBits()) {
        throw new IllegalStateException(
            "-D"
                + PROPERTY
                + "="
                + requestedBits
                + ": this processor's vectors have at most "
                + Species.maxBits()
                + " bits");
      }
      return new MatmulKernels(
          new VectorFloatMatmul(),
          new VectorDoubleMatmul(),
          Species.bits() + "-bit vectors",
          Optional.empty());
    }
  }
}
