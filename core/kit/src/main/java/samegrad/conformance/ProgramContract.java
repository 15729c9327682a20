package samegrad.conformance;

import java.util.List;
import java.util.Random;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** Gradients of functions of several operations, evaluated several times. */
abstract class ProgramContract extends Contract {
  private static final OracleOperations EXACT = OracleOperations.INSTANCE;

  ProgramContract(BackendContract contract) {
    super(contract);
  }

  private interface Body {
    void check(Autograd autograd, Verdicts verdicts);
  }

  /** Runs the check with each autograd. */
  private void both(Body check) {
    each(List.of(Autograd.values()), check::check);
  }

  private Evaluation evaluate(Autograd autograd, ScalarFunction function, Parameters at) {
    try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd)) {
      return gradient.evaluate(at);
    }
  }

  private static HostTensor numbers(DType dtype, Shape shape, String name) {
    return Numbers.MODERATE.tensor(dtype, shape, Sample.random(name + dtype));
  }

  private static HostTensor filled(DType dtype, Shape shape, double value) {
    double[] elements = new double[shape.size()];
    java.util.Arrays.fill(elements, value);
    return HostTensor.of(dtype, shape, elements);
  }

  @Check("what reaches a parameter on several ways is added up: (w∘w + w)' = 2w + 1")
  void severalWays(DType dtype) {
    HostTensor w = numbers(dtype, Shape.vector(7), "w");
    Reference exact = OracleOperations.of(w);
    Reference expected =
        EXACT.add(EXACT.scale(exact, 2), OracleOperations.of(HostTensor.scalar(dtype, 1)));
    both(
        (autograd, verdicts) -> {
          Evaluation at =
              evaluate(
                  autograd,
                  p -> p.get("w").multiply(p.get("w")).add(p.get("w")).sum(),
                  Parameters.of("w", w));
          verdicts.agree(
              autograd + " value",
              at.result().toHost(),
              EXACT.sum(EXACT.add(EXACT.multiply(exact, exact), exact), Shape.scalar()));
          verdicts.agree(autograd + " gradient", at.gradient("w").toHost(), expected);
        });
  }

  @Check("auxiliary outputs come along, whatever they are, and change no gradient")
  void auxiliary(DType dtype) {
    HostTensor w = numbers(dtype, Shape.matrix(3, 5), "w");
    HostTensor row = numbers(dtype, Shape.vector(5), "row");
    HostTensor unused = numbers(dtype, Shape.vector(0), "unused");
    Reference exactW = OracleOperations.of(w);
    Reference exactRow = OracleOperations.of(row);
    Reference z = EXACT.add(exactW, exactRow);
    both(
        (autograd, verdicts) -> {
          Evaluation at =
              evaluate(
                  autograd,
                  p -> {
                    Variable sum = p.get("w").add(p.get("row"));
                    p.auxiliary(sum);
                    p.auxiliary(p.get("w"));
                    p.auxiliary(p.get("row").scale(3));
                    p.auxiliary(p.get("unused").scale(2));
                    p.auxiliary(p.constant(row));
                    p.auxiliary(sum);
                    return p.get("w").add(p.constant(row)).multiply(p.constant(w)).sum();
                  },
                  Parameters.of("w", w).with("row", row).with("unused", unused));
          List<Reference> expected =
              List.of(
                  z, exactW, EXACT.scale(exactRow, 3), OracleOperations.of(unused), exactRow, z);
          for (int i = 0; i < expected.size(); i++) {
            verdicts.agree(
                autograd + " auxiliary " + i, at.auxiliary().get(i).toHost(), expected.get(i));
          }
          verdicts.agree(autograd + " gradient", at.gradient("w").toHost(), exactW);
          verdicts.agree(
              autograd + " gradient that only an auxiliary output would have",
              at.gradient("row").toHost(),
              OracleOperations.of(filled(dtype, row.shape(), 0)));
        });
  }

  @Check("a matrix times its own transpose")
  void productWithItself(DType dtype) {
    HostTensor a = numbers(dtype, Shape.matrix(5, 3), "a");
    HostTensor c = numbers(dtype, Shape.matrix(5, 5), "c");
    Reference exactA = OracleOperations.of(a);
    Reference exactC = OracleOperations.of(c);
    Reference expected =
        EXACT.add(
            EXACT.matmul(exactC, false, exactA, false), EXACT.matmul(exactC, true, exactA, false));
    both(
        (autograd, verdicts) ->
            verdicts.agree(
                autograd + " gradient",
                evaluate(
                        autograd,
                        p ->
                            p.get("a").matmul(p.get("a").transpose()).multiply(p.constant(c)).sum(),
                        Parameters.of("a", a))
                    .gradient("a")
                    .toHost(),
                expected));
  }

  @Check("gradients of parameters of equal shape are not mixed up")
  void equalShapes(DType dtype) {
    Shape shape = Shape.matrix(3, 3);
    HostTensor a = numbers(dtype, shape, "a");
    HostTensor b = numbers(dtype, shape, "b");
    HostTensor c = numbers(dtype, shape, "c");
    both(
        (autograd, verdicts) -> {
          Evaluation at =
              evaluate(
                  autograd,
                  p ->
                      p.get("b")
                          .multiply(p.constant(c))
                          .add(p.get("a").multiply(p.constant(a)))
                          .add(p.get("c").scale(3))
                          .sum(),
                  Parameters.of("a", a).with("b", b).with("c", c));
          assertSameBits("a", a, at.gradient("a").toHost());
          assertSameBits("b", c, at.gradient("b").toHost());
          assertSameBits("c", filled(dtype, shape, 3), at.gradient("c").toHost());
        });
  }

  @Check("the gradient for a parameter that does not matter is zeros of its shape")
  void unusedParameter(DType dtype) {
    HostTensor w = numbers(dtype, Shape.vector(3), "w");
    HostTensor unused = numbers(dtype, Shape.matrix(2, 5), "unused");
    Parameters parameters = Parameters.of("unused", unused).with("w", w);
    both(
        (autograd, verdicts) -> {
          Evaluation at = evaluate(autograd, p -> p.get("w").sum(), parameters);
          assertSameBits("w", filled(dtype, w.shape(), 1), at.gradient("w").toHost());
          assertSameBits(
              "unused", filled(dtype, unused.shape(), 0), at.gradient("unused").toHost());
          Evaluation constant =
              evaluate(autograd, p -> p.constant(HostTensor.scalar(dtype, 5)), parameters);
          assertSameBits("value", HostTensor.scalar(dtype, 5), constant.result().toHost());
          assertSameBits("w", filled(dtype, w.shape(), 0), constant.gradient("w").toHost());
        });
  }

  @Check("a function that is its parameter has the gradient 1 and results of their own")
  void parameterItself(DType dtype) {
    both(
        (autograd, verdicts) -> {
          Tensor w = backend().place(HostTensor.scalar(dtype, 7));
          HostTensor value =
              alone(
                  scope ->
                      evaluate(autograd, p -> p.get("w"), Parameters.of("w", w)).result().toHost());
          assertSameBits("value", HostTensor.scalar(dtype, 7), value);
          Evaluation again = evaluate(autograd, p -> p.get("w"), Parameters.of("w", w));
          assertSameBits("gradient", HostTensor.scalar(dtype, 1), again.gradient("w").toHost());
          assertSameBits("the parameter", HostTensor.scalar(dtype, 7), w.toHost());
        });
  }

  @Check("evaluations in a row do not see each other: nothing stale, nothing accumulated")
  void calledInTurn(DType dtype) {
    Random random = Sample.random("in turn " + dtype);
    Shape shape = Shape.vector(5);
    List<HostTensor> points =
        List.of(
            Numbers.MODERATE.tensor(dtype, shape, random),
            Numbers.MODERATE.tensor(dtype, shape, random),
            Numbers.MODERATE.tensor(dtype, shape, random));
    both(
        (autograd, verdicts) -> {
          try (ValueAndGradients cubes =
              backend()
                  .valueAndGradients(
                      p -> p.get("w").multiply(p.get("w")).multiply(p.get("v")).sum(), autograd)) {
            for (int i = 0; i < 9; i++) {
              HostTensor w = points.get(i % 3);
              HostTensor v = points.get((i + i / 3) % 3);
              Evaluation at = cubes.evaluate(Parameters.of("v", v).with("w", w));
              HostTensor first = copy(at.gradient("w").toHost());
              verdicts.agree(autograd + " evaluation " + i, first, twice(w, v));
              HostTensor other = points.get((i + 1) % 3);
              cubes.evaluate(Parameters.of("v", other).with("w", other));
              assertSameBits("the gradient before", first, at.gradient("w").toHost());
            }
          }
        });
  }

  private static Reference twice(HostTensor w, HostTensor v) {
    return EXACT.scale(EXACT.multiply(OracleOperations.of(w), OracleOperations.of(v)), 2);
  }

  @Check("parameters are not changed")
  void parametersUnchanged(DType dtype) {
    both(
        (autograd, verdicts) -> {
          HostTensor a = numbers(dtype, Shape.matrix(3, 5), "a");
          Tensor placed = backend().place(a);
          ScalarFunction function =
              p -> p.get("a").sigmoid().add(p.get("a")).matmul(p.get("a").transpose()).sum();
          evaluate(autograd, function, Parameters.of("a", placed));
          evaluate(autograd, function, Parameters.of("a", placed));
          assertSameBits("the parameter", a, placed.toHost());
        });
  }

  @Check("one prepared function serves parameters of several shapes and dtypes")
  void severalTypes(DType dtype) {
    both(
        (autograd, verdicts) -> {
          try (ValueAndGradients squares =
              backend().valueAndGradients(p -> p.get("w").multiply(p.get("w")).sum(), autograd)) {
            for (DType other : List.of(dtype, DType.FLOAT32, DType.FLOAT64, dtype)) {
              for (Shape shape :
                  List.of(Shape.scalar(), Shape.vector(3), Shape.matrix(2, 3), Shape.vector(0))) {
                HostTensor w = numbers(other, shape, "w");
                Reference exact = OracleOperations.of(w);
                Evaluation at = squares.evaluate(Parameters.of("w", w));
                verdicts.agree("gradient", at.gradient("w").toHost(), EXACT.scale(exact, 2));
                verdicts.agree(
                    "value",
                    at.result().toHost(),
                    EXACT.sum(EXACT.multiply(exact, exact), Shape.scalar()));
              }
            }
          }
        });
  }
}
