package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import samegrad.autograd.Autograd;
import samegrad.autograd.Tape;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

class SelfCheckTest {
  /** Gives zeros for what it has that name for: an operation, or what a program gives. */
  private static class Spoilt extends OracleEngine {
    private final String wrong;
    private boolean closed;

    Spoilt(String wrong) {
      this.wrong = wrong;
    }

    HostTensor given(String what, HostTensor right) {
      return what.equals(wrong) ? upload(zeros(right)) : right;
    }

    static HostTensor zeros(HostTensor a) {
      return HostTensor.of(a.dtype(), a.shape(), new double[a.shape().size()]);
    }

    @Override
    public HostTensor sum(HostTensor a, Shape target) {
      return given("sum", super.sum(a, target));
    }

    @Override
    public HostTensor matmul(HostTensor a, boolean left, HostTensor b, boolean right) {
      return given("product", super.matmul(a, left, b, right));
    }

    @Override
    public HostTensor map(UnaryFunction function, HostTensor a) {
      return given("sigmoid", super.map(function, a));
    }

    @Override
    public GradientProgram<HostTensor> differentiate(Tape tape) {
      GradientProgram<HostTensor> right = super.differentiate(tape);
      return new GradientProgram<>() {
        @Override
        public List<HostTensor> evaluate(List<HostTensor> parameters) {
          List<HostTensor> results = new ArrayList<>(right.evaluate(parameters));
          results.set(0, given("value", results.get(0)));
          results.set(1, given("gradient", results.get(1)));
          return results;
        }

        @Override
        public void close() {
          right.close();
        }
      };
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private static Backend open(Spoilt engine) {
    return Backends.open(
        new Settings("reference", new EngineConfig(Device.CPU, 1), Autograd.NATIVE),
        new OracleEngine.Provider() {
          @Override
          public Engine<?> create(EngineConfig config) {
            return engine;
          }
        });
  }

  /** That it does not open, saying that, and that its engine is closed. */
  private static void assertRefused(Spoilt engine, String why) {
    String message =
        String.valueOf(
            assertThrows(BackendUnavailableException.class, () -> open(engine)).getMessage());
    assertTrue(message.contains(why), message);
    assertTrue(message.startsWith("backend reference "), message);
    assertEquals(1, message.lines().count());
    assertTrue(engine.closed);
  }

  @Test
  void a_backend_that_computes_opens_with_nothing_left_of_the_check() {
    Spoilt engine = new Spoilt("nothing");
    try (Backend backend = open(engine)) {
      assertEquals(0, engine.liveArrays());
      assertFalse(engine.closed);
    }
  }

  @ParameterizedTest
  @CsvSource({"sum, 27.0", "product, 288.0", "sigmoid, 4.5", "value, 4.5", "gradient, 1.5"})
  void what_is_wrong_is_named(String what, String right) {
    assertRefused(new Spoilt(what), "its %s in float64 gave 0.0 for %s;".formatted(what, right));
  }

  @Test
  void a_native_library_that_is_wrong_for_many_elements_alone_is_found_out() {
    assertRefused(
        new Spoilt("nothing") {
          @Override
          public OptionalLong nativeArrays() {
            return OptionalLong.of(liveArrays());
          }

          @Override
          public HostTensor sum(HostTensor a, Shape target) {
            HostTensor right = super.sum(a, target);
            return a.shape().size() > 1 << 16 ? upload(zeros(right)) : right;
          }
        },
        "its sum in float32 gave 0.0 for 202800.0;");
  }

  @Test
  void a_library_that_throws_at_its_first_operation_did_not_start() {
    assertRefused(
        new Spoilt("nothing") {
          @Override
          public HostTensor broadcast(HostTensor a, Shape target) {
            throw new IllegalStateException("no storage");
          }
        },
        "backend reference did not start: IllegalStateException: no storage");
  }
}
