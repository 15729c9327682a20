package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** Tests with an engine on two threads, in which no test may leave an array behind. */
abstract class EngineTestCase {
  static DjlEngine engine;

  private final List<PtNDArray> arrays = new ArrayList<>();
  private long before;

  @BeforeAll
  static void start() {
    engine = open(2);
    try (PtNDArray one = engine.upload(HostTensor.vector(1))) {
      engine.free(engine.scale(one, 1)); // it keeps the last factor from now on
    }
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static DjlEngine open(int threads) {
    return (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, threads));
  }

  @BeforeEach
  void count() {
    before = liveArrays();
  }

  @AfterEach
  void nothing_is_left_behind() {
    arrays.forEach(engine::free);
    assertEquals(before, liveArrays());
  }

  static long liveArrays() {
    return engine.nativeArrays().orElseThrow();
  }

  /** An array that is freed after the test. */
  PtNDArray freedLater(PtNDArray array) {
    arrays.add(array);
    return array;
  }

  PtNDArray up(HostTensor tensor) {
    return freedLater(engine.upload(tensor));
  }

  HostTensor down(PtNDArray array, TensorType type) {
    assertEquals(DjlEngine.djlShape(type.shape()), array.getShape());
    assertEquals(DjlEngine.dataType(type.dtype()), array.getDataType());
    return engine.download(freedLater(array), type);
  }

  /** Whole numbers from −3 to 3, of which sums and products are exact in any order. */
  static HostTensor integers(DType dtype, Shape shape) {
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (i * 5 + shape.columns()) % 7 - 3;
    }
    return HostTensor.of(dtype, shape, elements);
  }

  static HostTensor transposed(HostTensor matrix) {
    int rows = matrix.shape().columns();
    int columns = matrix.shape().rows();
    double[] elements = new double[rows * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = matrix.get(i % columns, i / columns);
    }
    return HostTensor.of(matrix.dtype(), Shape.matrix(rows, columns), elements);
  }
}
