package samegrad.conformance;

import java.util.List;
import samegrad.autograd.Op;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The elementwise difference a − b; its gradient is G for a and −G for b. */
abstract class SubtractContract extends PairwiseContract {
  SubtractContract(BackendContract contract) {
    super(contract, new Op.Subtract());
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Reference a = in.get(0);
    Reference b = in.get(1);
    return List.of(reduced(exact, g, a), reduced(exact, exact.scale(g, -1), b));
  }
}
