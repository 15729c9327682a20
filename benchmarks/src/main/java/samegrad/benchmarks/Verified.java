package samegrad.benchmarks;

import samegrad.Tensor;
import samegrad.verify.Comparison;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** Checks what is to be timed: a wrong result is fast for nothing. */
final class Verified {
  private Verified() {}

  /**
   * Compares a result with the oracle.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  static void require(Tensor result, Reference reference) {
    Comparison comparison = Comparison.of(result.toHost(), reference);
    if (comparison.verdict() == Verdict.DIFFER) {
      throw new IllegalStateException("the result to be timed is wrong: " + comparison.describe());
    }
  }
}
