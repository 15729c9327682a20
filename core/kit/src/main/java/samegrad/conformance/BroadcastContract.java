package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * The operand repeated along the dimensions in which it has 1 or none; its gradient is G summed.
 */
abstract class BroadcastContract extends OperationContract {
  BroadcastContract(BackendContract contract) {
    super(contract);
  }

  private static final List<Shape> TARGETS =
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
    for (int n : new int[] {0, 1, 2, 3, 17, 257}) {
      Shape vector = Shape.vector(n);
      add(samples, dtype, Shape.scalar(), vector);
      add(samples, dtype, Shape.vector(1), vector);
      add(samples, dtype, vector, vector);
    }
    for (Shape target : TARGETS) {
      add(samples, dtype, Shape.scalar(), target);
      add(samples, dtype, Shape.vector(1), target);
      add(samples, dtype, Shape.matrix(1, 1), target);
      add(samples, dtype, Shape.vector(target.columns()), target);
      add(samples, dtype, Shape.matrix(1, target.columns()), target);
      add(samples, dtype, Shape.matrix(target.rows(), 1), target);
      add(samples, dtype, target, target);
    }
    return samples;
  }

  private static void add(List<Sample> samples, DType dtype, Shape from, Shape target) {
    samples.add(Sample.random(new Op.Broadcast(target), dtype, Numbers.WIDE, from));
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    HostTensor column = Numbers.specialColumn(dtype);
    HostTensor row = Numbers.specialVector(dtype);
    int n = row.shape().columns();
    return List.of(
        Sample.of("special values", new Op.Broadcast(Shape.matrix(n, 3)), column),
        Sample.of("special values", new Op.Broadcast(Shape.matrix(3, n)), row));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Shape shape = sample.operand(0).shape();
    return List.of(shape.equals(g.type().shape()) ? g : exact.sum(g, shape));
  }
}
