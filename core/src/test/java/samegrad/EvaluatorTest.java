package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

class EvaluatorTest {
  private static final Parameters AT = Parameters.of("x", HostTensor.vector(1, 2));

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
    assertEquals(
        "this evaluator is closed",
        assertThrows(IllegalStateException.class, () -> evaluator.evaluate(AT)).getMessage());
  }
}
