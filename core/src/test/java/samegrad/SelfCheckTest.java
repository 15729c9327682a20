package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.autograd.Tape;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

class SelfCheckTest {
  private static class Watched extends OracleEngine {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  private record Provider(Engine<?> engine) implements BackendProvider {
    @Override
    public String name() {
      return "reference";
    }

    @Override
    public Optional<String> unavailable(EngineConfig config) {
      return Optional.empty();
    }

    @Override
    public Engine<?> create(EngineConfig config) {
      return engine;
    }
  }

  private static Backend open(Watched engine) {
    return Backends.open(
        new Settings("reference", new EngineConfig(Device.CPU, 1), Autograd.NATIVE),
        new Provider(engine));
  }

  /** That it does not open, saying that, and that its engine is closed. */
  private static void assertRefused(Watched engine, String why) {
    String message =
        String.valueOf(
            assertThrows(BackendUnavailableException.class, () -> open(engine)).getMessage());
    assertTrue(message.contains(why), message);
    assertTrue(message.startsWith("backend reference "), message);
    assertEquals(1, message.lines().count());
    assertTrue(engine.closed);
  }

  private static HostTensor wrong(HostTensor a) {
    return HostTensor.of(a.dtype(), a.shape(), new double[a.shape().size()]);
  }

  @Test
  void a_backend_that_computes_opens_with_nothing_left_of_the_check() {
    Watched engine = new Watched();
    try (Backend backend = open(engine)) {
      assertEquals(0, engine.liveArrays());
      assertFalse(engine.closed);
    }
  }

  @Test
  void the_operation_that_is_wrong_is_named() {
    assertRefused(
        new Watched() {
          @Override
          public HostTensor sum(HostTensor a, Shape target) {
            return upload(wrong(super.sum(a, target)));
          }
        },
        "its sum in float64 gave 0.0 for 27.0;");
    assertRefused(
        new Watched() {
          @Override
          public HostTensor matmul(HostTensor a, boolean left, HostTensor b, boolean right) {
            return upload(wrong(super.matmul(a, left, b, right)));
          }
        },
        "its product in float64 gave 0.0 for 288.0;");
    assertRefused(
        new Watched() {
          @Override
          public HostTensor map(UnaryFunction function, HostTensor a) {
            return upload(wrong(a));
          }
        },
        "its sigmoid in float64 gave 0.0 for 4.5;");
    assertRefused(wrongProgram(0), "its value in float64 gave 0.0 for 4.5;");
    assertRefused(wrongProgram(1), "its gradient in float64 gave 0.0 for 1.5;");
  }

  /** An engine whose programs return zeros for one of their results. */
  private static Watched wrongProgram(int result) {
    return new Watched() {
      @Override
      public GradientProgram<HostTensor> differentiate(Tape tape) {
        GradientProgram<HostTensor> right = super.differentiate(tape);
        return new GradientProgram<>() {
          @Override
          public List<HostTensor> evaluate(List<HostTensor> parameters) {
            List<HostTensor> results = new ArrayList<>(right.evaluate(parameters));
            results.set(result, upload(wrong(results.get(result))));
            return results;
          }

          @Override
          public void close() {
            right.close();
          }
        };
      }
    };
  }

  @Test
  void a_native_library_that_is_wrong_for_many_elements_alone_is_found_out() {
    assertRefused(
        new Watched() {
          @Override
          public OptionalLong nativeArrays() {
            return OptionalLong.of(liveArrays());
          }

          @Override
          public HostTensor sum(HostTensor a, Shape target) {
            HostTensor right = super.sum(a, target);
            return a.shape().size() > 1 << 16 ? upload(wrong(right)) : right;
          }
        },
        "its sum in float32 gave 0.0 for 202800.0;");
  }

  @Test
  void a_library_that_throws_at_its_first_operation_did_not_start() {
    assertRefused(
        new Watched() {
          @Override
          public HostTensor broadcast(HostTensor a, Shape target) {
            throw new IllegalStateException("no storage");
          }
        },
        "backend reference did not start: IllegalStateException: no storage");
  }
}
