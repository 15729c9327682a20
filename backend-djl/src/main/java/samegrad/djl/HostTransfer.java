package samegrad.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * Copies numbers between Java's arrays and libtorch's memory, bit for bit.
 *
 * <p>Both ways it looks at libtorch's own memory through a buffer, so each number is copied once.
 * What DJL does in {@code NDManager.create} is no alternative: it leaves the numbers in a buffer of
 * Java's, which goes with the array although views of the array may be in use.
 */
final class HostTransfer {
  /** A buffer has fewer than 2³¹ bytes; this many elements of 8 bytes are half of that. */
  private static final int BUFFER_ELEMENTS = 1 << 27;

  /** Up to here a copy by way of a Java array costs less than making sure that none is needed. */
  private static final int SMALL_BYTES = 1 << 15;

  private final PtNDManager manager;
  private final int bufferElements;
  private final int smallBytes;

  /** For the arrays of that manager. */
  HostTransfer(PtNDManager manager) {
    this(manager, BUFFER_ELEMENTS, manager.getDevice().equals(Device.cpu()) ? SMALL_BYTES : 0);
  }

  /** With the number of elements that go through one buffer, and what is small. */
  HostTransfer(PtNDManager manager, int bufferElements, int smallBytes) {
    this.manager = manager;
    this.bufferElements = bufferElements;
    this.smallBytes = smallBytes;
  }

  /** A tensor on the CPU with those numbers. */
  PtNDArray upload(HostTensor tensor) {
    PtNDArray array =
        JniUtils.createEmptyNdArray(
            manager,
            DjlEngine.djlShape(tensor.shape()),
            DjlEngine.dataType(tensor.dtype()),
            Device.cpu(),
            SparseFormat.DENSE);
    try {
      int size = tensor.shape().size();
      if (size > bufferElements) {
        inParts(array, size, (bytes, from, count) -> write(tensor, bytes, from, count));
      } else if (size > 0) {
        write(tensor, JniUtils.getByteBuffer(array, true), 0, size);
      }
      return array;
    } catch (Throwable failure) {
      array.close();
      throw failure;
    }
  }

  private static void write(HostTensor tensor, ByteBuffer bytes, int from, int count) {
    if (tensor.dtype() == DType.FLOAT32) {
      bytes.asFloatBuffer().put(tensor.sharedFloat32(), from, count);
    } else {
      bytes.asDoubleBuffer().put(tensor.sharedFloat64(), from, count);
    }
  }

  /** The numbers of a tensor wherever it is, in any order of its elements in memory. */
  HostTensor download(PtNDArray array, TensorType type) {
    int size = type.shape().size();
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = new float[size];
      read(array, size, 4, (bytes, from, n) -> bytes.asFloatBuffer().get(elements, from, n));
      return HostTensor.share(type.shape(), elements);
    }
    double[] elements = new double[size];
    read(array, size, 8, (bytes, from, n) -> bytes.asDoubleBuffer().get(elements, from, n));
    return HostTensor.share(type.shape(), elements);
  }

  private void read(PtNDArray array, int size, int elementBytes, Copy copy) {
    if (size <= smallBytes / elementBytes) {
      copy.run(JniUtils.getByteBuffer(array, false), 0, size);
    } else if (size > 0) {
      inParts(array, size, copy);
    }
  }

  /** Takes some elements from a buffer or puts them there. */
  @FunctionalInterface
  private interface Copy {
    /**
     * Copies.
     *
     * @param bytes the buffer
     * @param from the place in the tensor of the first of them
     * @param count how many
     */
    void run(ByteBuffer bytes, int from, int count);
  }

  /**
   * Copies the elements row by row. The manager of its own is for the tensors that DJL makes when
   * one is on a GPU or has its elements in another order, which it leaves to the manager to free.
   */
  private void inParts(PtNDArray array, int size, Copy copy) {
    try (NDManager copies = manager.newSubManager()) {
      PtNDArray row = JniUtils.reshape(array, new long[] {size});
      row.attach(copies);
      for (int from = 0; from < size; from += bufferElements) {
        int count = Math.min(bufferElements, size - from);
        PtNDArray part = count == size ? row : JniUtils.slice(row, 0, from, (long) from + count, 1);
        copy.run(JniUtils.getByteBuffer(part, true), from, count);
      }
    }
  }
}
