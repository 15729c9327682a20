package samegrad.nd4j;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * Native memory: making arrays, filling them, reading them, giving them back.
 *
 * <p>Arrays that are given back are kept to be used again, up to {@link #KEPT_BYTES} in all, as
 * PyTorch's caching allocator does it. ND4J takes several microseconds to make an array, longer
 * than most operations on a small one, and a large one comes with pages that have to be mapped and
 * cleared at its first use. Nor does closing an array give everything back: an object of libnd4j's
 * of some hundred bytes stays for each until the garbage collector has run, and where such an
 * object lies between large arrays, the heap of the C library cannot shrink.
 */
final class Memory implements AutoCloseable {
  /** The largest array that is kept. */
  static final long LARGEST_KEPT_BYTES = 1 << 25;

  /** How much is kept; when there is more, all of it is freed. */
  static final long KEPT_BYTES = 1 << 28;

  private record Form(DataType dtype, long rows, long columns) {
    long bytes() {
      return rows * columns * dtype.width();
    }
  }

  private final Map<Form, Queue<INDArray>> kept = new ConcurrentHashMap<>();
  private final AtomicLong keptBytes = new AtomicLong();
  private final AtomicLong count = new AtomicLong();

  /** An array to be written by an operation; its numbers are whatever was there before. */
  INDArray uninitialized(TensorType type) {
    return uninitialized(dataType(type.dtype()), type.shape().rows(), type.shape().columns());
  }

  /**
   * An array to be written by an operation.
   *
   * @throws IllegalStateException if there is no memory for it
   */
  INDArray uninitialized(DataType dtype, long rows, long columns) {
    if (rows * columns == 0) {
      return Nd4j.empty(dtype);
    }
    Form form = new Form(dtype, rows, columns);
    if (form.bytes() <= LARGEST_KEPT_BYTES) {
      Queue<INDArray> same = kept.get(form);
      INDArray array = same == null ? null : same.poll();
      if (array != null) {
        keptBytes.addAndGet(-form.bytes());
        return array;
      }
    }
    return allocate(form);
  }

  private INDArray allocate(Form form) {
    try {
      INDArray array =
          Nd4j.createUninitialized(form.dtype, new long[] {form.rows, form.columns}, 'c');
      count.incrementAndGet();
      return array;
    } catch (RuntimeException | OutOfMemoryError failure) {
      throw new IllegalStateException(
          "nd4j: no memory for a tensor of shape (%d, %d), which takes %d bytes"
              .formatted(form.rows, form.columns, form.bytes()),
          failure);
    }
  }

  /** An array of zeros. */
  INDArray zeros(TensorType type) {
    INDArray array = uninitialized(type);
    return array.isEmpty() ? array : array.assign(0);
  }

  /** Takes an array back, which nobody uses any more; an empty one has no memory. */
  void free(INDArray array) {
    if (array.isEmpty()) {
      return;
    }
    Form form = new Form(array.dataType(), array.size(0), array.size(1));
    if (form.bytes() > LARGEST_KEPT_BYTES) {
      discard(array);
      return;
    }
    kept.computeIfAbsent(form, unused -> new ConcurrentLinkedQueue<>()).add(array);
    if (keptBytes.addAndGet(form.bytes()) > KEPT_BYTES) {
      close();
    }
  }

  private void discard(INDArray array) {
    array.close();
    count.decrementAndGet();
  }

  /** How many arrays there are, in use or kept. */
  long count() {
    return count.get();
  }

  /** An array with the tensor's numbers. */
  INDArray upload(HostTensor tensor) {
    INDArray array = uninitialized(tensor.type());
    if (!array.isEmpty()) {
      if (tensor.dtype() == DType.FLOAT32) {
        ((FloatPointer) array.data().pointer()).put(tensor.sharedFloat32());
      } else {
        ((DoublePointer) array.data().pointer()).put(tensor.sharedFloat64());
      }
      Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
    return array;
  }

  /** The array's numbers. */
  static HostTensor download(INDArray array, TensorType type) {
    if (array.isEmpty()) {
      return HostTensor.of(type.dtype(), type.shape());
    }
    Nd4j.getExecutioner().commit();
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    int size = type.shape().size();
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = new float[size];
      ((FloatPointer) array.data().pointer()).get(elements);
      return HostTensor.share(type.shape(), elements);
    }
    double[] elements = new double[size];
    ((DoublePointer) array.data().pointer()).get(elements);
    return HostTensor.share(type.shape(), elements);
  }

  static DataType dataType(DType dtype) {
    return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
  }

  /** Frees what is kept. */
  @Override
  public void close() {
    kept.forEach(
        (form, arrays) -> {
          for (INDArray array = arrays.poll(); array != null; array = arrays.poll()) {
            keptBytes.addAndGet(-form.bytes());
            discard(array);
          }
        });
  }
}
