package samegrad.benchmarks;

import java.util.Map;
import samegrad.HostTensor;
import samegrad.Tensor;
import samegrad.verify.Comparison;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** Checks what is to be timed: a wrong result is fast for nothing. */
public final class Verified {
  private Verified() {}

  /**
   * Compares a result with the oracle.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  public static void require(Tensor result, Reference reference) {
    Comparison comparison = Comparison.of(result.toHost(), reference);
    if (comparison.verdict() == Verdict.DIFFER) {
      throw new IllegalStateException("the result to be timed is wrong: " + comparison.describe());
    }
  }

  /**
   * Compares two results.
   *
   * @throws IllegalStateException if an element has different bits
   */
  public static void requireEqualBits(
      Map<String, HostTensor> results, Map<String, HostTensor> others) {
    if (!results.equals(others)) {
      throw new IllegalStateException("the results to be timed are not the same");
    }
  }
}
