package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import samegrad.measure.Determinism;
import samegrad.tensor.DType;

/** Whether results have the same bits again. */
abstract class ReproducibilityContract extends Contract {
  @Check("results repeat bit for bit as far as the backend says, with 1, 2 and 4 threads")
  void grade(DType dtype) {
    Determinism measured =
        Determinism.measure(
            contract().provider(), contract().config().device(), dtype, contract().repetitions());
    if (contract().determinism() == Determinism.Grade.BOUNDED) {
      Assumptions.abort("no reproducibility is promised; measured is " + measured);
    }
    System.out.println(contract().provider().name() + " " + dtype + ": " + measured);
    assertTrue(
        measured.grade().compareTo(contract().determinism()) <= 0,
        "said to be " + contract().determinism() + ", but measured " + measured);
  }
}
