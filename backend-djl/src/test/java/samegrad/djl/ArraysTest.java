package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The way in and out, and what arrays and engines leave behind. */
final class ArraysTest extends EngineTestCase {

  @ParameterizedTest
  @EnumSource
  void what_goes_up_comes_down_bit_for_bit(DType dtype) {
    for (Shape shape : shapes()) {
      HostTensor tensor = Naive.random(1, dtype, shape);
      assertEquals(tensor, down(up(tensor), tensor.type()));
    }
    HostTensor special =
        HostTensor.of(
            dtype,
            Shape.vector(10),
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Float.MIN_VALUE,
            Double.MAX_VALUE,
            0.1,
            1 + 0x1p-52);
    assertEquals(special, down(up(special), special.type()));
  }

  @ParameterizedTest
  @EnumSource
  void tensors_larger_than_one_buffer_are_copied_in_parts(DType dtype) {
    HostTensor tensor = Naive.random(2, dtype, Shape.matrix(5, 7));
    PtNDArray whole = up(tensor);
    PtNDArray transposed = engine.transpose(whole);
    arrays.add(transposed);
    for (int buffer : new int[] {1, 2, 7, 34, 35, 36}) {
      HostTransfer transfer = new HostTransfer(whole.getManager(), buffer, 0);
      PtNDArray array = transfer.upload(tensor);
      arrays.add(array);
      assertEquals(tensor, engine.download(array, tensor.type()));
      assertEquals(tensor, transfer.download(array, tensor.type()));
      HostTensor expected = NAIVE.transpose(tensor);
      assertEquals(expected, transfer.download(transposed, expected.type()));
    }
  }

  @Test
  void large_tensors_come_down_whole_in_any_order_of_their_elements() {
    HostTensor tensor = Naive.random(18, DType.FLOAT64, Shape.matrix(300, 101));
    long before = engine.nativeArrays().orElseThrow();
    PtNDArray whole = up(tensor);
    assertEquals(tensor, engine.download(whole, tensor.type()));
    HostTensor expected = NAIVE.transpose(tensor);
    assertEquals(expected, down(engine.transpose(whole), expected.type()));
    HostTensor one = HostTensor.scalar(DType.FLOAT64, 0.1);
    HostTensor repeated = NAIVE.broadcast(one, Shape.vector(30_000));
    assertEquals(repeated, down(engine.broadcast(up(one), repeated.shape()), repeated.type()));
    assertEquals(before + 4, engine.nativeArrays().orElseThrow());
  }

  /** The engine keeps the last factor of scale from the first one on. */
  private static void keepAFactor() {
    try (PtNDArray one = engine.upload(HostTensor.vector(1))) {
      engine.free(engine.scale(one, 1));
    }
  }

  @Test
  void no_operation_leaves_an_array_behind() {
    HostTensor a = Naive.random(15, DType.FLOAT64, Shape.matrix(3, 5));
    keepAFactor();
    long before = engine.nativeArrays().orElseThrow();
    try (PtNDArray left = engine.upload(a)) {
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
      assertEquals(before + 1, engine.nativeArrays().orElseThrow());
    }
    assertEquals(before, engine.nativeArrays().orElseThrow());
  }

  @Test
  void an_operation_that_throws_leaves_the_engine_usable() {
    PtNDArray a = up(Naive.random(16, DType.FLOAT64, Shape.matrix(2, 3)));
    long before = engine.nativeArrays().orElseThrow();
    for (boolean flag : new boolean[] {false, true}) {
      assertThrows(EngineException.class, () -> engine.matmul(a, flag, a, flag));
    }
    assertEquals(before, engine.nativeArrays().orElseThrow());
    assertEquals(
        Shape.matrix(2, 2),
        down(engine.matmul(a, false, a, true), new TensorType(DType.FLOAT64, Shape.matrix(2, 2)))
            .shape());
  }

  @Test
  void each_engine_uses_its_own_number_of_threads_on_any_thread() throws Exception {
    DjlEngine one = (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, 1));
    PtNDArray a = up(Naive.random(17, DType.FLOAT32, Shape.matrix(2, 2)));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (one) {
      for (int round = 0; round < 3; round++) {
        assertEquals(2, threadsAfter(engine, a));
        assertEquals(1, threadsAfter(one, a));
        Future<Integer> there = other.submit(() -> threadsAfter(engine, a));
        assertEquals(2, there.get());
        assertEquals(1, JniUtils.getNumInteropThreads());
      }
    } finally {
      other.shutdown();
    }
  }

  @Test
  void closing_twice_is_fine() {
    DjlEngine second = (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, 1));
    second.upload(HostTensor.scalar(DType.FLOAT32, 1));
    second.close();
    second.close();
  }

  private static int threadsAfter(DjlEngine engine, PtNDArray a) {
    engine.free(engine.sigmoid(a));
    return JniUtils.getNumThreads();
  }
}
