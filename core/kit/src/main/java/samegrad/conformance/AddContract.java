package samegrad.conformance;

import java.util.List;
import samegrad.autograd.Op;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The elementwise sum a + b; its gradient is G for both. */
abstract class AddContract extends PairwiseContract {
  AddContract(BackendContract contract) {
    super(contract, new Op.Add());
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Reference a = in.get(0);
    Reference b = in.get(1);
    return List.of(reduced(exact, g, a), reduced(exact, g, b));
  }
}
