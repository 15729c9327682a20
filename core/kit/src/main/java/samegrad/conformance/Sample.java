package samegrad.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import samegrad.autograd.Op;
import samegrad.tensor.HostTensor;

/**
 * One operation on given operands.
 *
 * @param description of the operands
 */
record Sample(String description, Op op, List<HostTensor> operands) {
  Sample(String description, Op op, HostTensor... operands) {
    this(description, op, List.of(operands));
  }

  boolean isFinite() {
    return operands.stream()
        .allMatch(operand -> Arrays.stream(operand.toArray()).allMatch(Double::isFinite));
  }

  /** What identifies it in a failure and in {@code -Dsamegrad.conformance.case=…}. */
  @Override
  public String toString() {
    return operands.stream()
        .map(operand -> operand.type().toString())
        .collect(Collectors.joining(" and ", op + " of ", ", " + description));
  }
}
