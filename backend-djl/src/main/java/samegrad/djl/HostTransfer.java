package samegrad.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * Copies numbers between Java's arrays and libtorch's memory, bit for bit.
 *
 * <p>On the CPU it looks at libtorch's own memory through a buffer, so each number is copied once.
 * What DJL does in {@code NDManager.create} is no alternative: it leaves the numbers in a buffer of
 * Java's, which goes with the array although views of the array may be in use.
 *
 * <p>To a GPU and back, numbers pass a few megabytes of memory that are used again and again, and
 * so are in the processor's cache. Fresh memory for a whole tensor would cost more than the copy:
 * each of its pages has to be mapped and cleared first.
 */
final class HostTransfer {
  /** A buffer has fewer than 2³¹ bytes; this many elements of 8 bytes are half of that. */
  private static final int BUFFER_ELEMENTS = 1 << 27;

  /** Enough for the bus to a GPU to run at its speed, and 4 MiB at most. */
  private static final int STAGED_ELEMENTS = 1 << 19;

  /** Up to here a copy by way of a Java array costs less than making sure that none is needed. */
  private static final int SMALL_BYTES = 1 << 15;

  private final PtNDManager manager;
  private final int bufferElements;
  private final int smallBytes;

  /** What is on its way to a GPU; one thread has it at a time, as there is one bus. */
  private final Optional<ByteBuffer> staging;

  private HostTransfer(
      PtNDManager manager, int bufferElements, int smallBytes, Optional<ByteBuffer> staging) {
    this.manager = manager;
    this.bufferElements = bufferElements;
    this.smallBytes = smallBytes;
    this.staging = staging;
  }

  /** For the arrays of that manager. */
  static HostTransfer of(PtNDManager manager) {
    return manager.getDevice().equals(Device.cpu())
        ? direct(manager, BUFFER_ELEMENTS, SMALL_BYTES)
        : staged(manager, STAGED_ELEMENTS);
  }

  /** With the number of elements that go through one buffer, and what is small. */
  static HostTransfer direct(PtNDManager manager, int bufferElements, int smallBytes) {
    return new HostTransfer(manager, bufferElements, smallBytes, Optional.empty());
  }

  /** With the number of elements that pass at a time. */
  static HostTransfer staged(PtNDManager manager, int elements) {
    ByteBuffer staging = ByteBuffer.allocateDirect(elements * Double.BYTES);
    return new HostTransfer(
        manager, elements, 0, Optional.of(staging.order(ByteOrder.nativeOrder())));
  }

  /** A tensor on the manager's device with those numbers. */
  PtNDArray upload(HostTensor tensor) {
    PtNDArray array =
        JniUtils.createEmptyNdArray(
            manager,
            DjlEngine.djlShape(tensor.shape()),
            DjlEngine.dataType(tensor.dtype()),
            manager.getDevice(),
            SparseFormat.DENSE);
    try {
      int size = tensor.shape().size();
      if (size > bufferElements || staging.isPresent()) {
        inParts(array, size, (part, from, count) -> write(tensor, part, from, count));
      } else if (size > 0) {
        write(tensor, JniUtils.getByteBuffer(array, true), 0, size);
      }
      return array;
    } catch (Throwable failure) {
      array.close();
      throw failure;
    }
  }

  private void write(HostTensor tensor, PtNDArray part, int from, int count) {
    if (staging.isEmpty()) {
      write(tensor, JniUtils.getByteBuffer(part, true), from, count);
      return;
    }
    ByteBuffer bytes = staging.get();
    synchronized (bytes) {
      write(tensor, bytes, from, count);
      PtNDArray staged =
          JniUtils.createNdFromByteBuffer(
              part.getManager(),
              bytes,
              new Shape(count),
              DjlEngine.dataType(tensor.dtype()),
              SparseFormat.DENSE,
              Device.cpu());
      JniUtils.indexSet(part, staged, new long[] {0}, new long[] {count}, new long[] {1});
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

  private void read(PtNDArray array, int size, int elementBytes, Copy<ByteBuffer> copy) {
    if (size <= smallBytes / elementBytes && size > 0) {
      copy.run(JniUtils.getByteBuffer(array, false), 0, size);
    } else {
      inParts(
          array,
          size,
          (part, from, count) -> copy.run(JniUtils.getByteBuffer(part, true), from, count));
    }
  }

  /** Copies some elements. */
  @FunctionalInterface
  private interface Copy<P> {
    /**
     * Copies.
     *
     * @param part where the elements are or go to
     * @param from the place in the tensor of the first of them
     * @param count how many
     */
    void run(P part, int from, int count);
  }

  /**
   * Copies the elements row by row. The managers are for the tensors that DJL makes when one is on
   * a GPU or has its elements in another order, which it leaves to the tensor's manager to free.
   */
  private void inParts(PtNDArray array, int size, Copy<PtNDArray> copy) {
    if (size == 0) {
      return;
    }
    try (PtNDArray row = JniUtils.reshape(array, new long[] {size})) {
      for (int from = 0; from < size; from += bufferElements) {
        int count = Math.min(bufferElements, size - from);
        try (NDManager copies = manager.newSubManager()) {
          PtNDArray part =
              count == size ? row : JniUtils.slice(row, 0, from, (long) from + count, 1);
          part.attach(copies);
          copy.run(part, from, count);
        }
      }
    }
  }
}
