package samegrad.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Gradients;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** What holds for every operation. */
abstract class OperationContract extends Contract {
  private final String operation;
  private final FiniteDifferences.Curvature curvature;

  OperationContract(BackendContract contract, String operation) {
    this(contract, operation, FiniteDifferences.Curvature.NONE);
  }

  OperationContract(
      BackendContract contract, String operation, FiniteDifferences.Curvature curvature) {
    super(contract);
    this.operation = operation;
    this.curvature = curvature;
  }

  private List<Sample> samples(DType dtype) {
    return Samples.of(operation, dtype);
  }

  final List<Sample> specialSamples(DType dtype) {
    return Samples.special(operation, dtype);
  }

  @Check("every element is within its bound, for all sizes")
  void forward(DType dtype) {
    each(
        samples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result",
                sample.apply(backend(), sample.operands()).toHost(),
                sample.expected()));
  }

  @Check("zeros, infinities, NaN, subnormal and extreme numbers come out as IEEE 754 has it")
  void specialValues(DType dtype) {
    each(
        specialSamples(dtype),
        (sample, verdicts) ->
            verdicts.agree(
                "the result",
                sample.apply(backend(), sample.operands()).toHost(),
                sample.expected()));
  }

  @Check("the engine's own gradient is within its bound")
  void nativeGradient(DType dtype) {
    each(samples(dtype), (sample, verdicts) -> gradient(sample, Autograd.NATIVE, verdicts));
  }

  @Check("the tape's gradient on the engine is within its bound")
  void tapeGradient(DType dtype) {
    each(samples(dtype), (sample, verdicts) -> gradient(sample, Autograd.TAPE, verdicts));
  }

  /** Of L = Σ op(…) ∘ C, C being given random numbers, so that ∂L/∂op(…) = C. */
  private void gradient(Sample sample, Autograd autograd, Verdicts verdicts) {
    HostTensor c = cotangent(sample);
    Evaluation at = evaluate(sample, c, autograd);
    Sample.Gradient expected = expectedGradient(sample, c);
    verdicts.agree(autograd + " value", at.result().toHost(), expected.value());
    for (int i = 0; i < sample.operands().size(); i++) {
      verdicts.agree(
          autograd + " gradient for operand " + i,
          at.gradient("p" + i).toHost(),
          expected.gradients().get(i));
    }
  }

  final Evaluation evaluate(Sample sample, HostTensor c, Autograd autograd) {
    ScalarFunction function = function(sample, c);
    try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd)) {
      return gradient.evaluate(parameters(sample));
    }
  }

  /** Numbers of the result's shape. */
  static HostTensor cotangent(Sample sample) {
    return Numbers.MODERATE.tensor(
        sample.dtype(), sample.type().shape(), Sample.random(sample + ", cotangent"));
  }

  /** Σ op(…) ∘ c. */
  private static ScalarFunction function(Sample sample, HostTensor c) {
    return p -> {
      List<Variable> in = new ArrayList<>();
      for (int i = 0; i < sample.operands().size(); i++) {
        in.add(p.get("p" + i));
      }
      return sample.apply(p.operations(), in).multiply(p.constant(c)).sum();
    };
  }

  private static Parameters parameters(Sample sample) {
    Map<String, Tensor> operands = new LinkedHashMap<>();
    for (int i = 0; i < sample.operands().size(); i++) {
      operands.put("p" + i, sample.operand(i));
    }
    return Parameters.of(operands);
  }

  /**
   * What the tape's rules give in exact arithmetic; {@link #finiteDifferences} checks the rules.
   */
  final Sample.Gradient expectedGradient(Sample sample, HostTensor c) {
    return sample.gradient(
        () -> {
          Tape tape = Gradients.of(function(sample, c).record(parameters(sample).signature()));
          List<Reference> values =
              tape.run(OracleOperations.INSTANCE, sample.exactOperands(), OracleOperations::of);
          List<Reference> results = tape.outputs().stream().map(values::get).toList();
          return new Sample.Gradient(results.get(0), results.subList(1, results.size()));
        });
  }

  @Check("gradients are what the difference quotients of the exact function say")
  void finiteDifferences(DType dtype) {
    List<Sample> small = samples(dtype).stream().filter(OperationContract::isSmall).toList();
    each(
        small,
        (sample, verdicts) -> {
          HostTensor c = cotangent(sample);
          for (Autograd autograd : Autograd.values()) {
            Evaluation at = evaluate(sample, c, autograd);
            for (int operand = 0; operand < sample.operands().size(); operand++) {
              HostTensor gradient = at.gradient("p" + operand).toHost();
              Reference exact = expectedGradient(sample, c).gradients().get(operand);
              List<FiniteDifferences.Quotient> quotients = quotients(sample, c, operand);
              for (int i = 0; i < quotients.size(); i++) {
                quotients
                    .get(i)
                    .require(autograd + " gradient", i, gradient.get(i), exact.bound(i));
              }
            }
          }
        });
  }

  private static boolean isSmall(Sample sample) {
    return sample.operands().stream().mapToInt(t -> t.shape().size()).sum() <= 42
        && sample.type().shape().size() <= 42;
  }

  private List<FiniteDifferences.Quotient> quotients(Sample sample, HostTensor c, int operand) {
    return sample.quotients(operand, () -> FiniteDifferences.of(sample, c, operand, curvature));
  }
}
