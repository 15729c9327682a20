package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

class LastFactorTest {
  private final LastFactor last = new LastFactor();
  private DjlEngine engine;

  @BeforeEach
  void open() {
    engine = (DjlEngine) new DjlProvider().create(new EngineConfig(Device.CPU, 1));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private LastFactor.Factor take(DataType dtype, double value) {
    return last.take(dtype, value, () -> engine.scalar(dtype, value));
  }

  @Test
  void the_same_factor_is_the_same_tensor() {
    LastFactor.Factor factor = take(DataType.FLOAT32, 0.1);
    last.giveBack(factor);
    assertSame(factor, take(DataType.FLOAT32, 0.1));
  }

  @Test
  void another_number_sign_of_zero_or_dtype_is_another_tensor_and_frees_the_last_one() {
    last.giveBack(take(DataType.FLOAT32, 0.0));
    long arrays = engine.nativeArrays().orElseThrow();
    for (LastFactor.Factor other :
        new LastFactor.Factor[] {
          take(DataType.FLOAT32, -0.0), take(DataType.FLOAT64, 0.0), take(DataType.FLOAT32, 3)
        }) {
      assertTrue(!other.is(DataType.FLOAT32, 0.0));
      last.giveBack(other);
    }
    assertEquals(arrays, engine.nativeArrays().orElseThrow());
  }

  @Test
  void who_finds_it_taken_makes_one_that_is_freed_if_the_other_comes_back_first() {
    long arrays = engine.nativeArrays().orElseThrow();
    LastFactor.Factor mine = take(DataType.FLOAT64, 2);
    LastFactor.Factor yours = take(DataType.FLOAT64, 2);
    assertNotSame(mine, yours);
    last.giveBack(yours);
    last.giveBack(mine);
    assertEquals(arrays + 1, engine.nativeArrays().orElseThrow());
    assertSame(yours, take(DataType.FLOAT64, 2));
  }

  @Test
  void scaling_by_many_factors_keeps_one_array() {
    PtNDArray a = engine.upload(HostTensor.vector(1, 2));
    engine.scale(a, 2).close();
    long arrays = engine.nativeArrays().orElseThrow();
    for (int i = 0; i < 100; i++) {
      PtNDArray scaled = engine.scale(a, i);
      HostTensor numbers = engine.download(scaled, HostTensor.vector(0, 0).type());
      assertEquals(2.0 * i, numbers.get(1));
      assertEquals(DType.FLOAT64, numbers.dtype());
      scaled.close();
    }
    assertEquals(arrays, engine.nativeArrays().orElseThrow());
  }
}
