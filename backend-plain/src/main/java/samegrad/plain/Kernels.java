package samegrad.plain;

/**
 * The kernels of this JVM, chosen once; constants, so that the JIT compiler inlines their calls.
 * The only place that knows both of the vector kernels and of their scalar twins.
 */
final class Kernels {
  private static final boolean SCALAR = VectorWidth.bits() == 0;

  static final FloatKernels FLOAT = SCALAR ? new FloatScalarKernels() : new FloatVectorKernels();
  static final DoubleKernels DOUBLE =
      SCALAR ? new DoubleScalarKernels() : new DoubleVectorKernels();
  static final MatmulKernel<float[]> FLOAT_MATMUL =
      SCALAR ? new FloatScalarMatmul() : new FloatVectorMatmul();
  static final MatmulKernel<double[]> DOUBLE_MATMUL =
      SCALAR ? new DoubleScalarMatmul() : new DoubleVectorMatmul();

  private Kernels() {}
}
