package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The sums over the dimensions in which the target has 1 or none; its gradient is G repeated. */
abstract class SumContract extends OperationContract {
  SumContract(BackendContract contract) {
    super(contract);
  }

  private static final List<Shape> MATRICES =
      List.of(
          Shape.matrix(0, 3),
          Shape.matrix(3, 0),
          Shape.matrix(1, 1),
          Shape.matrix(1, 3),
          Shape.matrix(3, 1),
          Shape.matrix(2, 3),
          Shape.matrix(3, 3),
          Shape.matrix(5, 7),
          Shape.matrix(17, 33),
          Shape.matrix(65, 4),
          Shape.matrix(3, 257),
          Shape.matrix(257, 2));

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    add(samples, dtype, Shape.scalar(), Shape.scalar());
    for (int n : new int[] {0, 1, 2, 3, 17, 257, 1031}) {
      Shape vector = Shape.vector(n);
      add(samples, dtype, vector, Shape.scalar());
      add(samples, dtype, vector, Shape.vector(1));
      add(samples, dtype, vector, vector);
    }
    for (Shape matrix : MATRICES) {
      add(samples, dtype, matrix, Shape.scalar());
      add(samples, dtype, matrix, Shape.vector(1));
      add(samples, dtype, matrix, Shape.matrix(1, 1));
      add(samples, dtype, matrix, Shape.vector(matrix.columns()));
      add(samples, dtype, matrix, Shape.matrix(1, matrix.columns()));
      add(samples, dtype, matrix, Shape.matrix(matrix.rows(), 1));
      add(samples, dtype, matrix, matrix);
    }
    return samples;
  }

  private static void add(List<Sample> samples, DType dtype, Shape from, Shape target) {
    if (target.broadcastsTo(from)) {
      Numbers numbers = samples.size() % 2 == 0 ? Numbers.MODERATE : Numbers.WIDE;
      samples.add(Sample.random(new Op.Sum(target), dtype, numbers, from));
    }
  }

  /** Each special value beside a one. */
  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    double[] special = Numbers.special(dtype);
    double[] beside = new double[2 * special.length];
    for (int i = 0; i < special.length; i++) {
      beside[2 * i] = special[i];
      beside[2 * i + 1] = 1;
    }
    Shape shape = Shape.matrix(special.length, 2);
    return List.of(
        Sample.of(
            "special values beside ones",
            new Op.Sum(Shape.matrix(special.length, 1)),
            HostTensor.of(dtype, shape, beside)),
        Sample.of(
            "special values and ones",
            new Op.Sum(Shape.vector(2)),
            HostTensor.of(dtype, shape, beside)));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    return List.of(exact.broadcast(g, sample.operand(0).shape()));
  }
}
