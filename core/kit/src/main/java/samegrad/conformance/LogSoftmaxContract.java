package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The logarithm of the softmax of each row; its gradient is G − softmax(z) · ΣG. */
abstract class LogSoftmaxContract extends OperationContract {
  private static final List<Shape> SHAPES =
      List.of(
          Shape.matrix(1, 1),
          Shape.matrix(0, 3),
          Shape.matrix(1, 5),
          Shape.matrix(5, 1),
          Shape.matrix(5, 7),
          Shape.matrix(17, 33),
          Shape.matrix(3, 257));

  LogSoftmaxContract(BackendContract contract) {
    super(contract);
  }

  /** p(1−p) and p(1−p)(1−2p), p being a probability. */
  @Override
  FiniteDifferences.Curvature curvature() {
    return new FiniteDifferences.Curvature(0.25, 0.1, false);
  }

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (Shape shape : SHAPES) {
      for (Numbers numbers : Numbers.values()) {
        samples.add(Sample.random(new Op.LogSoftmax(), dtype, numbers, shape));
      }
    }
    samples.add(of("large logits that differ little", dtype, 1000, 1001, 999.5, 1000.25));
    samples.add(of("one probability is nearly 1", dtype, 0, -30, 17, -12));
    return samples;
  }

  private static Sample of(String description, DType dtype, double... row) {
    HostTensor z = HostTensor.of(dtype, Shape.matrix(1, row.length), row);
    return Sample.of(description, new Op.LogSoftmax(), z);
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    double infinity = Double.POSITIVE_INFINITY;
    return List.of(
        of("a NaN", dtype, 1, Double.NaN, 2),
        of("logits whose exponentials overflow", dtype, 1e4, -1e4, 9999, 0),
        of("logits whose exponentials are all 0", dtype, -1e4, -2e4, -1.5e4, -1e4),
        of("a logit of −∞", dtype, 1, -infinity, 2));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Reference rows = exact.sum(g, Shape.matrix(g.type().shape().rows(), 1));
    Reference softmax = exact.map(UnaryFunction.EXP, out);
    return List.of(exact.subtract(g, exact.multiply(softmax, rows)));
  }
}
