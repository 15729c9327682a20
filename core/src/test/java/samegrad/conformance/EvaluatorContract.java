package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import samegrad.DType;
import samegrad.Evaluator;
import samegrad.HostTensor;
import samegrad.Tensor;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.verify.Oracle;

/** Evaluating into the same tensors again and again. */
abstract class EvaluatorContract extends Contract {
  EvaluatorContract(BackendContract contract) {
    super(contract);
  }

  private static Homework scaled(DType dtype, double factor) {
    Homework homework = Homework.builtIn().to(dtype);
    HostTensor x = homework.x();
    double[] elements = x.toArray();
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= factor;
    }
    return new Homework(
        homework.network(), HostTensor.of(dtype, x.shape(), elements), homework.y());
  }

  /** The built-in parameters, each times that. */
  private static Parameters parameters(DType dtype, double factor) {
    Parameters parameters = Homework.builtIn().to(dtype).parameters();
    for (var entry : parameters.asMap().entrySet()) {
      double[] elements = entry.getValue().toHost().toArray();
      for (int i = 0; i < elements.length; i++) {
        elements[i] *= factor;
      }
      parameters =
          parameters.with(entry.getKey(), HostTensor.of(dtype, entry.getValue().shape(), elements));
    }
    return parameters;
  }

  @InBothDTypes
  @DisplayName("each evaluation is the exact one, in the tensors of the one before")
  void exactEveryTime(DType dtype) {
    Homework homework = scaled(dtype, 1);
    Oracle.Solution exact = Oracle.solve(homework);
    each(
        List.of(Autograd.values()),
        (autograd, verdicts) -> {
          try (ValueAndGradients gradient = backend().valueAndGradients(homework.loss(), autograd);
              Evaluator evaluator = gradient.evaluator()) {
            Parameters placed = backend().place(homework.parameters());
            Evaluation first = evaluator.evaluate(backend().place(parameters(dtype, 2)));
            Tensor w1 = first.gradient("W1");
            for (int i = 0; i < 3; i++) {
              Evaluation at = evaluator.evaluate(placed);
              assertSame(w1, at.gradient("W1"));
              verdicts.agree("loss", at.result().toHost(), exact.tensor("loss"));
              at.gradients()
                  .asMap()
                  .forEach(
                      (name, tensor) ->
                          verdicts.agree(name, tensor.toHost(), exact.tensor(name + ".grad")));
            }
          }
        });
  }

  @InBothDTypes
  @DisplayName("it has the bits of an evaluation into new tensors")
  void bitsOfEvaluate(DType dtype) {
    each(
        List.of(Autograd.values()),
        (autograd, verdicts) -> {
          try (ValueAndGradients gradient =
                  backend().valueAndGradients(scaled(dtype, 1).loss(), autograd);
              Evaluator evaluator = gradient.evaluator()) {
            for (double factor : new double[] {1, 2, 0.5}) {
              Parameters at = parameters(dtype, factor);
              Evaluation expected = gradient.evaluate(at);
              Evaluation actual = evaluator.evaluate(at);
              assertSameBits("loss", expected.result().toHost(), actual.result().toHost());
              for (String name : at.signature().names()) {
                assertSameBits(
                    name, expected.gradient(name).toHost(), actual.gradient(name).toHost());
              }
            }
          }
        });
  }

  @Test
  @DisplayName("what was taken to the host before the next evaluation stays as it was")
  void hostCopiesStay() {
    Homework homework = Homework.builtIn();
    try (ValueAndGradients gradient = backend().valueAndGradients(homework.loss());
        Evaluator evaluator = gradient.evaluator()) {
      HostTensor taken = evaluator.evaluate(homework.parameters()).gradient("W1").toHost();
      HostTensor before = HostTensor.of(taken.dtype(), taken.shape(), taken.toArray());
      evaluator.evaluate(parameters(DType.FLOAT64, 3));
      assertSameBits("W1", before, taken);
    }
  }

  @Test
  @DisplayName("parameters of other types start new tensors and free the old ones")
  void otherTypes() {
    try (ValueAndGradients gradient =
            backend().valueAndGradients(p -> p.get("x").multiply(p.get("x")).sum());
        Evaluator evaluator = gradient.evaluator()) {
      Evaluation small = evaluator.evaluate(Parameters.of("x", HostTensor.vector(1, 2)));
      Evaluation large = evaluator.evaluate(Parameters.of("x", HostTensor.vector(1, 2, 3)));
      assertSameBits("x", HostTensor.vector(2, 4, 6), large.gradient("x").toHost());
      assertSays(IllegalStateException.class, () -> small.gradient("x").toHost(), "closed");
    }
  }

  @Test
  @DisplayName("a parameter that the evaluation would overwrite is refused by name")
  void ownResultAsParameter() {
    try (ValueAndGradients gradient =
            backend().valueAndGradients(p -> p.get("x").multiply(p.get("x")).sum());
        Evaluator evaluator = gradient.evaluator()) {
      Tensor own = evaluator.evaluate(Parameters.of("x", HostTensor.vector(1, 2))).gradient("x");
      assertSays(
          IllegalArgumentException.class,
          () -> evaluator.evaluate(Parameters.of("x", own)),
          "parameter x",
          "toHost()");
    }
  }

  @Test
  @DisplayName("closing it, twice too, frees its tensors; using it then is an error")
  void closing() {
    try (ValueAndGradients gradient =
        backend().valueAndGradients(p -> p.get("x").multiply(p.get("x")).sum())) {
      Parameters at = Parameters.of("x", HostTensor.vector(1, 2));
      Evaluator evaluator = gradient.evaluator();
      Evaluation last = evaluator.evaluate(at);
      evaluator.close();
      evaluator.close();
      assertSays(IllegalStateException.class, () -> last.result().toHost(), "closed");
      assertSays(IllegalStateException.class, () -> evaluator.evaluate(at), "closed");
    }
  }
}
