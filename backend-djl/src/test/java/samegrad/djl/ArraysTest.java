package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The way in and out, and what arrays and engines leave behind. */
final class ArraysTest extends EngineTestCase {

  @ParameterizedTest
  @EnumSource
  void tensors_larger_than_one_buffer_are_copied_in_parts(DType dtype) {
    HostTensor tensor = integers(dtype, Shape.matrix(5, 7));
    HostTensor other = transposed(tensor);
    PtNDArray whole = up(tensor);
    PtNDArray view = freedLater(engine.transpose(whole));
    for (int buffer : new int[] {1, 2, 7, 34, 35, 36}) {
      for (HostTransfer transfer :
          List.of(
              HostTransfer.direct(whole.getManager(), buffer, 0),
              HostTransfer.staged(whole.getManager(), buffer))) {
        PtNDArray array = freedLater(transfer.upload(tensor));
        assertEquals(tensor, engine.download(array, tensor.type()));
        assertEquals(tensor, transfer.download(array, tensor.type()));
        assertEquals(other, transfer.download(view, other.type()));
      }
    }
  }

  /** An array that says it is on a GPU, so that DJL copies it and leaves the copy to a manager. */
  private static final class Remote extends PtNDArray {
    Remote(PtNDManager manager, PtNDArray array) {
      super(manager, array.getHandle());
      array.detach(); // this one frees the memory
    }

    @Override
    public Device getDevice() {
      return Device.gpu();
    }
  }

  @Test
  void downloads_from_a_gpu_leave_nothing_to_its_manager() {
    PtNDManager cpu = up(HostTensor.vector(1)).getManager();
    try (PtNDManager gpu = cpu.newSubManager(Device.gpu())) {
      HostTransfer transfer = HostTransfer.staged(gpu, 4);
      for (Shape shape : List.of(Shape.matrix(0, 4), Shape.scalar(), Shape.vector(9))) {
        HostTensor tensor = integers(DType.FLOAT32, shape);
        try (PtNDArray there = new Remote(gpu, engine.upload(tensor))) {
          assertEquals(tensor, transfer.download(there, tensor.type()));
          assertEquals(List.of(there), gpu.getManagedArrays());
        }
      }
    }
  }

  @Test
  void large_tensors_come_down_whole_in_any_order_of_their_elements() {
    HostTensor tensor = integers(DType.FLOAT64, Shape.matrix(300, 101));
    PtNDArray whole = up(tensor);
    assertEquals(tensor, engine.download(whole, tensor.type()));
    HostTensor other = transposed(tensor);
    assertEquals(other, down(engine.transpose(whole), other.type()));
    double[] elements = new double[30_000];
    Arrays.fill(elements, 0.1);
    HostTensor repeated = HostTensor.vector(elements);
    PtNDArray one = up(HostTensor.scalar(DType.FLOAT64, 0.1));
    assertEquals(repeated, down(engine.broadcast(one, repeated.shape()), repeated.type()));
  }

  @Test
  void no_operation_leaves_an_array_behind() {
    long before = liveArrays();
    try (PtNDArray left = engine.upload(integers(DType.FLOAT64, Shape.matrix(3, 5)))) {
      engine.free(engine.matmul(left, true, left, false));
      engine.free(engine.matmul(left, false, left, true));
      engine.free(engine.scale(left, 2));
      engine.free(engine.sum(left, Shape.vector(1)));
      engine.free(engine.sum(left, Shape.matrix(1, 5)));
      try (PtNDArray transposed = engine.transpose(left)) {
        engine.download(transposed, new TensorType(DType.FLOAT64, Shape.matrix(5, 3)));
      }
      try (PtNDArray one = engine.sum(left, Shape.scalar());
          PtNDArray repeated = engine.broadcast(one, Shape.vector(9))) {
        engine.download(repeated, new TensorType(DType.FLOAT64, Shape.vector(9)));
      }
      assertEquals(before + 1, liveArrays());
    }
    assertEquals(before, liveArrays());
  }

  @Test
  void scaling_by_any_factor_of_any_dtype_keeps_one_array() throws Exception {
    PtNDArray doubles = up(HostTensor.vector(1, -2));
    PtNDArray floats = up(integers(DType.FLOAT32, Shape.vector(2)));
    long arrays = liveArrays();
    engine.free(engine.scale(floats, 0.1));
    for (double factor : new double[] {0.1, 0.0, -0.0, 3, 3}) {
      HostTensor scaled = HostTensor.vector(factor, -2 * factor);
      assertEquals(scaled, down(engine.scale(doubles, factor), scaled.type()));
    }
    assertEquals(arrays + 5, liveArrays());
    ExecutorService others = Executors.newFixedThreadPool(4);
    try {
      for (Future<?> one :
          others.invokeAll(
              IntStream.range(0, 400)
                  .mapToObj(
                      i -> Executors.callable(() -> engine.free(engine.scale(doubles, i % 3))))
                  .toList())) {
        one.get();
      }
    } finally {
      others.shutdown();
    }
    assertEquals(arrays + 5, liveArrays());
  }

  @Test
  void an_operation_that_throws_leaves_the_engine_usable() {
    PtNDArray a = up(HostTensor.matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6}));
    long before = liveArrays();
    for (boolean flag : new boolean[] {false, true}) {
      assertThrows(EngineException.class, () -> engine.matmul(a, flag, a, flag));
    }
    assertEquals(before, liveArrays());
    HostTensor square = HostTensor.matrix(new double[] {14, 32}, new double[] {32, 77});
    assertEquals(square, down(engine.matmul(a, false, a, true), square.type()));
  }

  @Test
  void each_engine_uses_its_own_number_of_threads_on_any_thread() throws Exception {
    PtNDArray a = up(HostTensor.vector(1));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (DjlEngine one = open(1)) {
      for (int round = 0; round < 3; round++) {
        assertEquals(2, threadsAfter(engine, a));
        assertEquals(1, threadsAfter(one, a));
        assertEquals(2, other.submit(() -> threadsAfter(engine, a)).get());
        assertEquals(1, JniUtils.getNumInteropThreads());
      }
    } finally {
      other.shutdown();
    }
  }

  @Test
  void closing_twice_is_fine() {
    DjlEngine second = open(1);
    second.upload(HostTensor.scalar(DType.FLOAT32, 1));
    second.close();
    second.close();
  }

  private static int threadsAfter(DjlEngine engine, PtNDArray a) {
    engine.free(engine.sigmoid(a));
    return JniUtils.getNumThreads();
  }
}
