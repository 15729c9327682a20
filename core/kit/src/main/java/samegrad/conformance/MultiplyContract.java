package samegrad.conformance;

import java.util.List;
import samegrad.autograd.Op;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The elementwise product a ∘ b; its gradient is G ∘ b for a and G ∘ a for b. */
abstract class MultiplyContract extends PairwiseContract {
  MultiplyContract(BackendContract contract) {
    super(contract, new Op.Multiply());
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Reference a = in.get(0);
    Reference b = in.get(1);
    return List.of(
        reduced(exact, exact.multiply(g, b), a), reduced(exact, exact.multiply(g, a), b));
  }
}
