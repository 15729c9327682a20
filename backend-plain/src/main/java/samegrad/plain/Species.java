package samegrad.plain;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector shape that all kernels of this process use: the preferred one, or the one that the
 * system property {@value MatmulKernels#PROPERTY} asks for. Fixed when this class is loaded,
 * because the compiler turns a vector operation into an instruction only if the shape is a
 * constant.
 */
final class Species {
  private static final VectorShape SHAPE = shape();

  private Species() {}

  private static VectorShape shape() {
    int bits = MatmulKernels.requestedBits();
    return bits == 0 ? VectorShape.preferredShape() : VectorShape.forBitSize(bits);
  }

  /** The width of a vector in bits. */
  static int bits() {
    return SHAPE.vectorBitSize();
  }

  /** The width in bits of the widest vector that this processor and this JVM have. */
  static int maxBits() {
    return VectorSpecies.ofLargestShape(byte.class).vectorBitSize();
  }

  static VectorSpecies<Float> floats() {
    return SHAPE.withLanes(float.class);
  }

  static VectorSpecies<Double> doubles() {
    return SHAPE.withLanes(double.class);
  }

  /**
   * The height of a tile that is two vectors wide: with AVX2's 16 registers, 6 rows need 12
   * accumulators, 2 registers for B and 1 for A; AVX-512 and NEON have 32.
   */
  static int tileRows() {
    return bits() == 256 ? 6 : 8;
  }
}
