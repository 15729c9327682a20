package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The matrix with rows and columns exchanged; its gradient is Gᵀ. */
abstract class TransposeContract extends OperationContract {
  TransposeContract(BackendContract contract) {
    super(contract);
  }

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (int m : new int[] {0, 1, 2, 3, 5, 17, 65}) {
      for (int n : new int[] {0, 1, 2, 3, 7, 33, 130}) {
        samples.add(Sample.random(new Op.Transpose(), dtype, Numbers.WIDE, Shape.matrix(m, n)));
      }
    }
    samples.add(Sample.random(new Op.Transpose(), dtype, Numbers.WIDE, Shape.matrix(257, 3)));
    samples.add(Sample.random(new Op.Transpose(), dtype, Numbers.WIDE, Shape.matrix(33, 33)));
    return samples;
  }

  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    return List.of(Sample.of("special values", new Op.Transpose(), Numbers.specialColumn(dtype)));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    return List.of(exact.transpose(g));
  }
}
