package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

class EvaluatorTest {
  private static final Parameters AT = Parameters.of("x", HostTensor.vector(1, 2));
  private static final String IN_USE =
      "this evaluator is in use on another thread: it is for one thread at a time; give each"
          + " thread one of its own";

  private final CyclicBarrier barrier = new CyclicBarrier(2);

  /** Its programs wait twice at the barrier: as an evaluation begins, and before it ends. */
  private final class Waiting extends OracleEngine {
    @Override
    public GradientProgram<HostTensor> differentiate(Tape tape) {
      GradientProgram<HostTensor> program = super.differentiate(tape);
      return new GradientProgram<>() {
        @Override
        public List<HostTensor> evaluate(List<HostTensor> parameters) {
          await();
          List<HostTensor> results = program.evaluate(parameters);
          await();
          return results;
        }

        @Override
        public void close() {
          program.close();
        }
      };
    }
  }

  private void await() {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void a_second_thread_is_refused_while_the_first_evaluates_and_served_afterwards() {
    try (Backend backend = new Backend(new Waiting(), Autograd.NATIVE);
        ValueAndGradients squares =
            backend.valueAndGradients(p -> p.get("x").multiply(p.get("x")).sum())) {
      Evaluator evaluator = squares.evaluator();
      CompletableFuture<Double> first =
          CompletableFuture.supplyAsync(() -> evaluator.evaluate(AT).value());
      await();
      assertEquals(IN_USE, refused(() -> evaluator.evaluate(AT)));
      assertEquals(IN_USE, refused(evaluator::close));
      await();
      assertEquals(5, first.join());

      CompletableFuture<Double> second =
          CompletableFuture.supplyAsync(() -> evaluator.evaluate(AT).value());
      await();
      await();
      assertEquals(5, second.join());
      evaluator.close();
      assertEquals("this evaluator is closed", refused(() -> evaluator.evaluate(AT)));
    }
  }

  private static String refused(Runnable use) {
    return String.valueOf(assertThrows(IllegalStateException.class, use::run).getMessage());
  }

  private final OracleEngine engine = new OracleEngine();
  private final Backend backend = new Backend(engine, Autograd.NATIVE);
  private final ValueAndGradients squares =
      backend.valueAndGradients(p -> p.get("x").multiply(p.get("x")).sum());

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void a_parameter_that_the_evaluation_would_overwrite_is_refused_by_name() {
    Evaluator evaluator = squares.evaluator();
    Tensor own = evaluator.evaluate(AT).gradient("x");
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> evaluator.evaluate(Parameters.of("x", own)));
    assertEquals(
        "the parameter x is a result of this evaluator, which the evaluation overwrites: copy it"
            + " with toHost() first",
        refusal.getMessage());
    assertEquals(HostTensor.vector(2, 4), own.toHost());
  }

  @Test
  void closing_it_twice_too_frees_its_tensors_and_using_it_then_is_an_error() {
    squares.evaluate(AT);
    int before = engine.liveArrays();
    Evaluator evaluator = squares.evaluator();
    Evaluation last = evaluator.evaluate(AT);
    assertEquals(before + 2, engine.liveArrays());
    evaluator.close();
    evaluator.close();
    assertEquals(before, engine.liveArrays());
    assertThrows(IllegalStateException.class, () -> last.result().toHost());
    assertEquals("this evaluator is closed", refused(() -> evaluator.evaluate(AT)));
  }
}
