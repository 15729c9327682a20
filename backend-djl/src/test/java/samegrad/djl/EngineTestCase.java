package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** Tests with an engine on two threads, whose arrays are freed after each. */
abstract class EngineTestCase {
  static final int[] SIZES = {0, 1, 2, 3, 17, 65};
  static final Naive NAIVE = new Naive();

  static DjlEngine engine;

  final List<PtNDArray> arrays = new ArrayList<>();

  @BeforeAll
  static void start() {
    engine = (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, 2));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @AfterEach
  void free() {
    arrays.forEach(engine::free);
  }

  PtNDArray up(HostTensor tensor) {
    PtNDArray array = engine.upload(tensor);
    arrays.add(array);
    return array;
  }

  HostTensor down(PtNDArray array, TensorType type) {
    arrays.add(array);
    assertEquals(DjlEngine.djlShape(type.shape()), array.getShape());
    assertEquals(DjlEngine.dataType(type.dtype()), array.getDataType());
    return engine.download(array, type);
  }

  /** Every shape of rank 0, 1 or 2 of those sizes. */
  static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(Shape.scalar());
    for (int n : SIZES) {
      shapes.add(Shape.vector(n));
      for (int m : SIZES) {
        shapes.add(Shape.matrix(m, n));
      }
    }
    return shapes;
  }
}
