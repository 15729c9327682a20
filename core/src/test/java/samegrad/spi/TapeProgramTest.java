package samegrad.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import samegrad.OracleEngine;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The engine refuses to free an array twice and counts those in use. */
class TapeProgramTest {
  private static final TensorType VECTOR = new TensorType(DType.FLOAT64, Shape.vector(2));
  private static final ScalarFunction LOSS =
      p ->
          p.get("a")
              .sigmoid()
              .multiply(p.get("b"))
              .add(p.get("a"))
              .add(p.constant(HostTensor.vector(5, 6)))
              .subtract(p.get("b"))
              .sum();

  private final OracleEngine engine = new OracleEngine();

  /** Fails at that operation or upload, if it is not negative. */
  private static final class Failing extends OracleEngine {
    private int left = -1;

    @Override
    protected HostTensor made(HostTensor array) {
      if (left-- == 0) {
        free(array);
        throw new IllegalStateException("out of memory");
      }
      return array;
    }
  }

  private static Tape tape(ScalarFunction function) {
    return function.record(new Parameters.Signature(List.of("a", "b"), List.of(VECTOR, VECTOR)));
  }

  @Test
  void an_evaluation_leaves_its_results_and_nothing_else() {
    HostTensor a = engine.upload(HostTensor.vector(1, 2));
    HostTensor b = engine.upload(HostTensor.vector(3, 4));
    TapeProgram<HostTensor> program = TapeProgram.differentiate(engine, tape(LOSS));
    int prepared = engine.liveArrays();
    for (int i = 0; i < 3; i++) {
      List<HostTensor> results = program.evaluate(List.of(a, b));
      assertEquals(3, results.size());
      assertEquals(prepared + 3, engine.liveArrays());
      results.forEach(engine::free);
    }
    program.close();
    program.close();
    assertEquals(2, engine.liveArrays());
  }

  /** Sees how many arrays are alive at once. */
  private static final class Watching extends OracleEngine {
    private int most;

    @Override
    protected HostTensor made(HostTensor array) {
      most = Math.max(most, liveArrays());
      return array;
    }
  }

  @Test
  void a_value_is_freed_after_its_last_use() {
    ScalarFunction longChain =
        p -> {
          Variable value = p.get("a");
          for (int i = 2; i < 50; i++) {
            value = value.scale(i);
          }
          return value.multiply(p.get("b")).sum();
        };
    Watching watching = new Watching();
    HostTensor a = watching.upload(HostTensor.vector(1, 2));
    try (TapeProgram<HostTensor> program = TapeProgram.differentiate(watching, tape(longChain))) {
      int prepared = watching.liveArrays();
      program.evaluate(List.of(a, a)).forEach(watching::free);
      int atOnce = watching.most - prepared;
      assertTrue(atOnce < 10, "of some 100 values " + atOnce + " are alive at once");
    }
  }

  @Test
  void results_that_are_parameters_constants_or_one_another_are_arrays_of_their_own() {
    HostTensor a = engine.upload(HostTensor.vector(1, 2));
    HostTensor b = engine.upload(HostTensor.vector(3, 4));
    TapeProgram<HostTensor> program =
        TapeProgram.differentiate(engine, tape(p -> p.get("a").multiply(p.get("b")).sum()));
    List<HostTensor> results = program.evaluate(List.of(a, b));
    results.forEach(engine::free);
    assertEquals(List.of(11.0, 3.0, 1.0), results.stream().map(r -> r.get(0)).toList());
    engine.free(a);
    engine.free(b);
    program.close();
    assertEquals(0, engine.liveArrays());

    TapeProgram<HostTensor> constant =
        TapeProgram.differentiate(
            engine, tape(p -> p.constant(HostTensor.scalar(DType.FLOAT64, 5))));
    HostTensor c = engine.upload(HostTensor.vector(1, 2));
    List<HostTensor> zeros = constant.evaluate(List.of(c, c));
    assertEquals(HostTensor.vector(0, 0), zeros.get(1));
    assertEquals(HostTensor.vector(0, 0), zeros.get(2));
    assertEquals(5, zeros.get(0).get(0));
    zeros.forEach(engine::free);
    engine.free(c);
    constant.close();
    assertEquals(0, engine.liveArrays());
  }

  @Test
  void whatever_fails_everything_is_freed_exactly_once() {
    assertTrue(failures(LOSS) > 10);
    ScalarFunction gradientsAreOneArray = p -> p.get("a").sum().add(p.get("b").sum());
    assertTrue(failures(gradientsAreOneArray) > 3);
  }

  /** Has each operation fail in turn, and says how many there are. */
  private static int failures(ScalarFunction function) {
    Failing failing = new Failing();
    HostTensor a = failing.upload(HostTensor.vector(1, 2));
    HostTensor b = failing.upload(HostTensor.vector(3, 4));
    int operations = 0;
    while (true) {
      failing.left = operations;
      try {
        TapeProgram<HostTensor> program = TapeProgram.differentiate(failing, tape(function));
        try {
          program.evaluate(List.of(a, b)).forEach(failing::free);
          return operations;
        } finally {
          program.close();
        }
      } catch (IllegalStateException outOfMemory) {
        assertEquals("out of memory", outOfMemory.getMessage());
        operations++;
      } finally {
        assertEquals(2, failing.liveArrays(), "after a failure at operation " + operations);
      }
    }
  }
}
