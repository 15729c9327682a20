package samegrad.plain;

/**
 * The kernels of this JVM, chosen once; constants, so that the JIT compiler inlines their calls.
 */
final class Kernels {
  static final FloatKernels FLOAT =
      VectorWidth.BITS == 0 ? new FloatScalarKernels() : new FloatVectorKernels();
  static final DoubleKernels DOUBLE =
      VectorWidth.BITS == 0 ? new DoubleScalarKernels() : new DoubleVectorKernels();

  private Kernels() {}
}
