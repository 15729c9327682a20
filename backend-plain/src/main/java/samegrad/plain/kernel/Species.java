package samegrad.plain.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector shape that all kernels of this process use: the preferred one, or the one that the
 * system property {@value VectorWidth#PROPERTY} asks for. Fixed when this class is loaded, because
 * the compiler turns a vector operation into an instruction only if the shape is a constant.
 */
public final class Species {
  private static final VectorShape SHAPE = VectorShape.forBitSize(VectorWidth.bits());

  private Species() {}

  public static VectorSpecies<Float> floats() {
    return SHAPE.withLanes(float.class);
  }

  public static VectorSpecies<Double> doubles() {
    return SHAPE.withLanes(double.class);
  }

  public static VectorSpecies<Long> longs() {
    return SHAPE.withLanes(long.class);
  }
}
