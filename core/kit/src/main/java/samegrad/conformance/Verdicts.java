package samegrad.conformance;

import org.junit.jupiter.api.Assertions;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * Compares results with references, each time failing if they differ, and sees to it that not all
 * of a check's elements abstain.
 */
final class Verdicts {
  private int agreed;
  private int abstained;

  /** Fails if the result differs from the reference by more than its bound. */
  void agree(String what, HostTensor result, Reference reference) {
    Comparison comparison = Comparison.of(result, reference);
    if (comparison.verdict() == Verdict.DIFFER) {
      Assertions.fail(what + ": " + comparison.describe());
    }
    abstained += comparison.abstaining();
    agreed += comparison.elements() - comparison.abstaining();
  }

  /** Fails if there were verdicts and none could be reached. */
  void requireSome() {
    if (agreed == 0 && abstained > 0) {
      Assertions.fail("nothing was proved: all " + abstained + " elements abstain");
    }
  }
}
