package samegrad.plain.kernel;

/**
 * The kernels of this JVM, chosen once; constants, so that the JIT compiler inlines their calls.
 * The only place that knows both of the vector kernels and of their scalar twins.
 */
public final class Kernels {
  private static final boolean SCALAR = VectorWidth.bits() == 0;

  public static final FloatKernels FLOAT = SCALAR ? new FloatKernels() : new FloatVectorKernels();
  public static final DoubleKernels DOUBLE =
      SCALAR ? new DoubleKernels() : new DoubleVectorKernels();

  private Kernels() {}
}
