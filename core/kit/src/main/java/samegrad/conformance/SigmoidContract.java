package samegrad.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import samegrad.autograd.Autograd;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The logistic function σ; its gradient is G ∘ a ∘ (1 − a) with a = σ(z). */
abstract class SigmoidContract extends OperationContract {
  SigmoidContract(BackendContract contract) {
    super(contract);
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
      samples.add(Sample.random(new Op.Sigmoid(), dtype, Numbers.MODERATE, shape));
      samples.add(Sample.random(new Op.Sigmoid(), dtype, Numbers.WIDE, shape));
    }
    double[] evenly = new double[641];
    Arrays.setAll(evenly, i -> (i - 320) / 8.0 + 1 / 3.0);
    samples.add(
        Sample.of(
            "evenly from -40 to 40",
            new Op.Sigmoid(),
            HostTensor.of(dtype, Shape.vector(evenly.length), evenly)));
    return samples;
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    return List.of(Sample.of("special values", new Op.Sigmoid(), Numbers.specialVector(dtype)));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Reference one = OracleOperations.of(HostTensor.scalar(sample.dtype(), 1));
    return List.of(exact.multiply(g, exact.multiply(out, exact.subtract(one, out))));
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
