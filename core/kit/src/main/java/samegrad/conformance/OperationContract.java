package samegrad.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

/**
 * What holds for every operation. A subclass says what its samples are and what its gradient is.
 */
abstract class OperationContract extends Contract {
  OperationContract(BackendContract contract) {
    super(contract);
  }

  /** The samples of each operation and dtype, kept since their exact results take time. */
  private static final Map<String, List<Sample>> MADE = new ConcurrentHashMap<>();

  /** Over all sizes and ways to use it. */
  abstract List<Sample> makeSamples(DType dtype);

  /** With special values in the operands. */
  abstract List<Sample> makeSpecialSamples(DType dtype);

  final List<Sample> samples(DType dtype) {
    return MADE.computeIfAbsent(getClass() + ", " + dtype, key -> makeSamples(dtype));
  }

  final List<Sample> specialSamples(DType dtype) {
    return MADE.computeIfAbsent(
        getClass() + ", special, " + dtype, key -> makeSpecialSamples(dtype));
  }

  /**
   * The gradient with respect to each operand, as the calculus has it.
   *
   * @param exact what computes it
   * @param in the operands
   * @param out the result
   * @param g the gradient with respect to the result
   */
  abstract List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g);

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
    Map<String, Tensor> operands = new LinkedHashMap<>();
    for (int i = 0; i < sample.operands().size(); i++) {
      operands.put("p" + i, sample.operand(i));
    }
    ScalarFunction function =
        p -> {
          List<Variable> in = operands.keySet().stream().map(p::get).toList();
          return sample.apply(p.operations(), in).multiply(p.constant(c)).sum();
        };
    try (ValueAndGradients gradient = backend().valueAndGradients(function, autograd)) {
      return gradient.evaluate(Parameters.of(operands));
    }
  }

  /** Numbers of the result's shape. */
  static HostTensor cotangent(Sample sample) {
    return Numbers.MODERATE.tensor(
        sample.dtype(), sample.type().shape(), Sample.random(sample + ", cotangent"));
  }

  final Sample.Gradient expectedGradient(Sample sample, HostTensor c) {
    return sample.gradient(
        () -> {
          OracleOperations exact = OracleOperations.INSTANCE;
          Reference g = OracleOperations.of(c);
          Reference out = sample.expected();
          return new Sample.Gradient(
              exact.sum(exact.multiply(out, g), Shape.scalar()),
              gradients(exact, sample, sample.exactOperands(), out, g));
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

  /** Bounds on the second and third derivatives with respect to one element. */
  FiniteDifferences.Curvature curvature() {
    return FiniteDifferences.Curvature.NONE;
  }

  private List<FiniteDifferences.Quotient> quotients(Sample sample, HostTensor c, int operand) {
    return sample.quotients(operand, () -> FiniteDifferences.of(sample, c, operand, curvature()));
  }
}
