package samegrad.nd4j;

import java.util.Random;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** The engine under test and data for it. */
final class Engines {
  static final Nd4jEngine ENGINE =
      (Nd4jEngine) new Nd4jProvider().create(new EngineConfig(Device.CPU, 2));

  private Engines() {}

  static HostTensor random(DType dtype, Shape shape, long seed) {
    Random random = new Random(seed);
    return HostTensor.of(dtype, shape, random.doubles(shape.size(), -2, 2).toArray());
  }

  static HostTensor result(Nd4jArray array) {
    HostTensor host = ENGINE.download(array, array.type());
    ENGINE.free(array);
    return host;
  }
}
