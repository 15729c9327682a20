package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Gradients;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.measure.Determinism;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
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

  private Evaluation evaluate(
      Autograd autograd, ScalarFunction function, Parameters at, String... by) {
    try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd, by)) {
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

  @Check("a parameter that is not differentiated by has no gradient and changes no other")
  void differentiatedBy(DType dtype) {
    HostTensor x = numbers(dtype, Shape.matrix(3, 5), "x");
    HostTensor w = numbers(dtype, Shape.matrix(2, 5), "w");
    Parameters at = Parameters.of("x", x).with("w", w);
    ScalarFunction function =
        p -> {
          Variable product = p.operations().matmul(p.get("x"), false, p.get("w"), true);
          p.auxiliary(product);
          return product.multiply(product).sum();
        };
    Reference z = EXACT.matmul(OracleOperations.of(x), false, OracleOperations.of(w), true);
    Reference exact = EXACT.scale(EXACT.matmul(z, true, OracleOperations.of(x), false), 2);
    both(
        (autograd, verdicts) -> {
          Evaluation all = evaluate(autograd, function, at);
          Evaluation one = evaluate(autograd, function, at, "w");
          assertEquals(List.of("w"), one.gradients().signature().names());
          verdicts.agree(autograd + " gradient", one.gradient("w").toHost(), exact);
          verdicts.agree(autograd + " auxiliary", one.auxiliary().get(0).toHost(), z);
          if (contract().determinism().compareTo(Determinism.Grade.BITWISE) <= 0) {
            assertSameBits("value", all.result().toHost(), one.result().toHost());
            assertSameBits("w", all.gradient("w").toHost(), one.gradient("w").toHost());
          }
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

  /** Of L = Σ σ(w)∘c; with a = σ(z), |σ⁗| = |a(1−a)(1−2a)(1−12a(1−a))| ≤ ½. */
  @Check("second derivatives are what the difference quotients of the exact gradient say")
  void secondDerivatives(DType dtype) {
    HostTensor w = numbers(dtype, Shape.vector(5), "w");
    HostTensor c = numbers(dtype, Shape.vector(5), "c");
    Parameters at = Parameters.of("w", w);
    ScalarFunction function = p -> p.get("w").sigmoid().multiply(p.constant(c)).sum();
    Tape gradients = Gradients.of(function.record(at.signature()));
    ScalarFunction sumOfGradients =
        p -> gradient(gradients, p.operations(), p.get("w"), p::constant).sum();
    Tape second = Gradients.of(sumOfGradients.record(at.signature()));
    Reference exact = gradient(second, EXACT, OracleOperations.of(w), OracleOperations::of);
    double step = 0x1p-26;
    both(
        (autograd, verdicts) -> {
          HostTensor computed = evaluate(autograd, sumOfGradients, at).gradient("w").toHost();
          for (int i = 0; i < w.shape().size(); i++) {
            BigDecimal above = exactGradient(gradients, w, i, step);
            BigDecimal below = exactGradient(gradients, w, i, -step);
            BigDecimal run =
                new BigDecimal(w.get(i) + step).subtract(new BigDecimal(w.get(i) - step));
            double truncation = Math.abs(c.get(i)) * step * step;
            new FiniteDifferences.Quotient(
                    above.subtract(below), run, new BigDecimal(truncation).multiply(run))
                .require(autograd + " second derivative", i, computed.get(i), exact.bound(i));
          }
        });
  }

  private static <T> T gradient(
      Tape gradients, Operations<T> operations, T w, Function<HostTensor, T> constants) {
    return gradients.run(operations, List.of(w), constants).get(gradients.outputs().get(1));
  }

  /** Element i of the gradient with element i of w moved. */
  private static BigDecimal exactGradient(Tape gradients, HostTensor w, int i, double step) {
    double[] moved = w.toArray();
    moved[i] += step;
    HostTensor there = HostTensor.of(DType.FLOAT64, w.shape(), moved);
    return gradient(
            gradients,
            EXACT,
            OracleOperations.of(there),
            constant -> OracleOperations.of(constant.to(DType.FLOAT64)))
        .exact(i);
  }
}
