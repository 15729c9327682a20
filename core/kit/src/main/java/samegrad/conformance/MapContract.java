package samegrad.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import samegrad.autograd.Autograd;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** A function of each element; its gradient is G ∘ f'(z). */
abstract class MapContract extends OperationContract {
  private final UnaryFunction function;

  private final FiniteDifferences.Curvature curvature;

  /**
   * @param second a bound on |f″|
   * @param third a bound on |f‴|
   */
  MapContract(BackendContract contract, UnaryFunction function, double second, double third) {
    super(contract);
    this.function = function;
    this.curvature = new FiniteDifferences.Curvature(second, third, false);
  }

  /** For a function that is linear but for a kink or a jump at 0. */
  MapContract(BackendContract contract, UnaryFunction function) {
    super(contract);
    this.function = function;
    this.curvature = new FiniteDifferences.Curvature(0, 0, true);
  }

  /** What the samples are of. */
  List<Numbers> numbers() {
    return List.of(Numbers.values());
  }

  @Override
  FiniteDifferences.Curvature curvature() {
    return curvature;
  }

  private static final List<Shape> SHAPES =
      List.of(
          Shape.scalar(),
          Shape.vector(0),
          Shape.vector(1),
          Shape.vector(2),
          Shape.vector(3),
          Shape.vector(257),
          Shape.matrix(0, 3),
          Shape.matrix(1, 1),
          Shape.matrix(5, 7),
          Shape.matrix(17, 33),
          Shape.matrix(65, 2));

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (Shape shape : SHAPES) {
      for (Numbers numbers : numbers()) {
        samples.add(Sample.random(new Op.Map(function), dtype, numbers, shape));
      }
    }
    double[] evenly = new double[641];
    Arrays.setAll(evenly, i -> (i - 320) / 8.0 + 1 / 3.0);
    samples.add(
        Sample.of(
            "evenly from -40 to 40",
            new Op.Map(function),
            HostTensor.of(dtype, Shape.vector(evenly.length), evenly)));
    return samples;
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    return List.of(Sample.of("special values", new Op.Map(function), Numbers.specialVector(dtype)));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    return List.of(
        exact.multiply(
            g,
            function.derivative(
                exact,
                out,
                value -> OracleOperations.of(HostTensor.scalar(sample.dtype(), value)))));
  }

  @Check("the gradient where it saturates is zero or next to it, not NaN")
  void saturatedGradient(DType dtype) {
    each(
        specialSamples(dtype),
        (sample, verdicts) -> {
          for (Autograd autograd : Autograd.values()) {
            verdicts.agree(
                autograd + " gradient",
                evaluate(sample, cotangent(sample), autograd).gradient("p0").toHost(),
                expectedGradient(sample, cotangent(sample)).gradients().get(0));
          }
        });
  }
}
