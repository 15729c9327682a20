package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Assertions;
import samegrad.Evaluator;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Gradients;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.conformance.search.Search;
import samegrad.measure.Determinism;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** Gradients of functions of several operations, evaluated several times. */
abstract class ProgramContract extends Contract {
  private static final OracleOperations EXACT = OracleOperations.INSTANCE;

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

  /** Fails unless a function of whole numbers is right, however it is evaluated. */
  private void requireExact(DType dtype, ScalarFunction function, Map<String, Shape> parameters) {
    Map<String, Shape> sorted = new TreeMap<>(parameters);
    List<TensorType> types =
        sorted.values().stream().map(shape -> new TensorType(dtype, shape)).toList();
    Parameters.Signature signature = new Parameters.Signature(List.copyOf(sorted.keySet()), types);
    Search.wrong(backend(), function, signature).ifPresent(Assertions::fail);
  }

  @Check("auxiliary outputs come along, whatever they are, and change no gradient")
  void auxiliary(DType dtype) {
    HostTensor row = HostTensor.of(dtype, Shape.vector(5), 1, -2, 3, 4, 5);
    requireExact(
        dtype,
        p -> {
          Variable sum = p.get("w").add(p.get("row"));
          p.auxiliary(sum);
          p.auxiliary(p.get("w"));
          p.auxiliary(p.get("row").scale(3));
          p.auxiliary(p.get("unused").scale(2));
          p.auxiliary(p.constant(row));
          p.auxiliary(sum);
          return p.get("w").add(p.constant(row)).multiply(p.get("w")).sum();
        },
        Map.of("w", Shape.matrix(3, 5), "row", Shape.vector(5), "unused", Shape.vector(0)));
  }

  @Check("the gradient for a parameter that does not matter is zeros of its shape")
  void unusedParameter(DType dtype) {
    Map<String, Shape> parameters = Map.of("unused", Shape.matrix(2, 5), "w", Shape.vector(3));
    requireExact(dtype, p -> p.get("w").sum(), parameters);
    requireExact(dtype, p -> p.constant(HostTensor.scalar(dtype, 5)), parameters);
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
    requireExact(dtype, p -> p.get("w"), Map.of("w", Shape.scalar()));
  }

  @Check("a prepared function and its evaluator serve parameters of several shapes and dtypes")
  void severalTypes(DType dtype) {
    both(
        (autograd, verdicts) -> {
          try (ValueAndGradients squares =
                  backend()
                      .valueAndGradients(p -> p.get("w").multiply(p.get("w")).sum(), autograd);
              Evaluator evaluator = squares.evaluator()) {
            for (DType other : List.of(dtype, DType.FLOAT32, DType.FLOAT64, dtype)) {
              for (Shape shape :
                  List.of(Shape.scalar(), Shape.vector(3), Shape.matrix(5, 7), Shape.vector(0))) {
                HostTensor w = numbers(other, shape, "w");
                Reference exact = OracleOperations.of(w);
                Parameters at = Parameters.of("w", w);
                for (Evaluation result : List.of(squares.evaluate(at), evaluator.evaluate(at))) {
                  verdicts.agree("gradient", result.gradient("w").toHost(), EXACT.scale(exact, 2));
                  verdicts.agree(
                      "value",
                      result.result().toHost(),
                      EXACT.sum(EXACT.multiply(exact, exact), Shape.scalar()));
                }
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
