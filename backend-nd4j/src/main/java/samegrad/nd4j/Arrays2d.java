package samegrad.nd4j;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.TensorType;

/** Native memory: making arrays, filling them, reading them, giving them back. */
final class Arrays2d {
  private Arrays2d() {}

  /** An array to be written by an operation; its numbers are whatever was there before. */
  static INDArray uninitialized(TensorType type) {
    return uninitialized(dataType(type.dtype()), type.shape().rows(), type.shape().columns());
  }

  /** An array to be written by an operation. */
  static INDArray uninitialized(DataType dtype, long rows, long columns) {
    return allocate(dtype, false, rows, columns);
  }

  /** An array of zeros. */
  static INDArray zeros(TensorType type) {
    return allocate(dataType(type.dtype()), true, type.shape().rows(), type.shape().columns());
  }

  /**
   * Allocates, and says how much was wanted if it cannot be had.
   *
   * @throws IllegalStateException if there is no memory for it
   */
  private static INDArray allocate(DataType dtype, boolean zeroed, long rows, long columns) {
    if (rows * columns == 0) {
      return Nd4j.empty(dtype);
    }
    long[] dimensions = {rows, columns};
    try {
      return zeroed
          ? Nd4j.create(dtype, dimensions, 'c')
          : Nd4j.createUninitialized(dtype, dimensions, 'c');
    } catch (RuntimeException | OutOfMemoryError failure) {
      throw new IllegalStateException(
          "nd4j: no memory for ("
              + rows
              + ", "
              + columns
              + "), which takes "
              + rows * columns * dtype.width()
              + " bytes",
          failure);
    }
  }

  /** Frees the native memory now; an empty array has none. */
  static void free(INDArray array) {
    if (!array.isEmpty()) {
      array.close();
    }
  }

  static INDArray upload(HostTensor tensor) {
    INDArray array = uninitialized(tensor.type());
    if (array.isEmpty()) {
      return array;
    }
    if (tensor.dtype() == DType.FLOAT32) {
      ((FloatPointer) array.data().pointer()).put(tensor.sharedFloat32());
    } else {
      ((DoublePointer) array.data().pointer()).put(tensor.sharedFloat64());
    }
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    return array;
  }

  static HostTensor download(INDArray array, TensorType type) {
    int size = type.shape().size();
    if (size > 0) {
      Nd4j.getExecutioner().commit();
      Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    }
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = new float[size];
      if (size > 0) {
        ((FloatPointer) array.data().pointer()).get(elements);
      }
      return HostTensor.share(type.shape(), elements);
    }
    double[] elements = new double[size];
    if (size > 0) {
      ((DoublePointer) array.data().pointer()).get(elements);
    }
    return HostTensor.share(type.shape(), elements);
  }

  static DataType dataType(DType dtype) {
    return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
  }
}
