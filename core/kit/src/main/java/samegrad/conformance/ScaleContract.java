package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** Each element times a factor, which is first rounded to the dtype; its gradient is G times it. */
abstract class ScaleContract extends OperationContract {
  ScaleContract(BackendContract contract) {
    super(contract);
  }

  private static final double[] FACTORS = {1, -1, 0, 0.5 / 3, 1e-3, -12345.6789};

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (double factor : FACTORS) {
      for (Shape shape :
          List.of(
              Shape.scalar(),
              Shape.vector(0),
              Shape.vector(3),
              Shape.vector(257),
              Shape.matrix(3, 0),
              Shape.matrix(2, 3),
              Shape.matrix(17, 33),
              Shape.matrix(65, 1))) {
        samples.add(Sample.random(new Op.Scale(factor), dtype, Numbers.WIDE, shape));
      }
    }
    return samples;
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (double factor : Numbers.special(dtype)) {
      samples.add(Sample.of("special values", new Op.Scale(factor), Numbers.specialVector(dtype)));
    }
    return samples;
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    return List.of(exact.scale(g, ((Op.Scale) sample.op()).factor()));
  }
}
