package samegrad.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import samegrad.tensor.DType;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** Factors of {@code scale} as arrays: a place in native memory for each thread and dtype. */
final class Factors {
  private final ThreadLocal<INDArray> float32;
  private final ThreadLocal<INDArray> float64;

  Factors(Memory memory) {
    float32 = place(memory, DType.FLOAT32);
    float64 = place(memory, DType.FLOAT64);
  }

  private static ThreadLocal<INDArray> place(Memory memory, DType dtype) {
    TensorType type = new TensorType(dtype, Shape.scalar());
    return ThreadLocal.withInitial(() -> memory.uninitialized(type));
  }

  /** The factor, rounded to the dtype; good until this thread's next one. */
  INDArray array(DType dtype, double factor) {
    INDArray place = (dtype == DType.FLOAT32 ? float32 : float64).get();
    place.putScalar(0, factor);
    return place;
  }
}
