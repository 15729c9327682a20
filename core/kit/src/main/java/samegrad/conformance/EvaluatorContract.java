package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import samegrad.Backend;
import samegrad.Evaluator;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** Evaluations into the same memory again and again. */
abstract class EvaluatorContract extends Contract {
  @Check("its tensors are freed once, when it closes, its function or its backend")
  void freedOnce() {
    for (Autograd autograd : Autograd.values()) {
      ProbeEngine<?> probe = new ProbeEngine<>(contract().createEngine());
      Homework homework = Homework.builtIn();
      List<Tensor> tensors = new ArrayList<>();
      try (Backend own = new Backend(probe, autograd)) {
        ValueAndGradients gradient = own.valueAndGradients(homework.loss());
        for (int i = 0; i < 3; i++) {
          Evaluator evaluator = gradient.evaluator();
          evaluator.evaluate(homework.parameters());
          tensors.add(evaluator.evaluate(homework.parameters()).gradient("b1"));
          if (i == 0) {
            evaluator.close();
            evaluator.close();
            assertThrows(IllegalStateException.class, tensors.get(0)::toHost);
          }
        }
        assertEquals(Shape.vector(4), tensors.get(1).toHost().shape());
      }
      assertEquals(0, probe.liveArrays(), autograd.toString());
    }
  }

  @Check("a loop without scopes holds no more memory at its end")
  void memory(DType dtype) {
    Leaks.requireNone(
        contract(),
        dtype,
        gradient -> {
          Evaluator evaluator = gradient.evaluator(); // closed with the function
          return parameters -> evaluator.evaluate(parameters).value();
        });
  }

  @Check("it has the bits of an evaluation into new tensors")
  void bitsOfEvaluate(DType dtype) {
    each(
        List.of(Autograd.values()),
        (autograd, verdicts) -> {
          try (ValueAndGradients gradient =
                  backend().valueAndGradients(Homework.builtIn().to(dtype).loss(), autograd);
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

  @Check("what was taken to the host before the next evaluation stays as it was")
  void hostCopiesStay() {
    Homework homework = Homework.builtIn();
    try (ValueAndGradients gradient = backend().valueAndGradients(homework.loss());
        Evaluator evaluator = gradient.evaluator()) {
      HostTensor taken = evaluator.evaluate(homework.parameters()).gradient("W1").toHost();
      HostTensor before = copy(taken);
      evaluator.evaluate(parameters(DType.FLOAT64, 3));
      assertSameBits("W1", before, taken);
    }
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
}
