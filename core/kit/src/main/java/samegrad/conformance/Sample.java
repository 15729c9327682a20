package samegrad.conformance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** One operation on given operands, with its exact result. */
final class Sample {
  /** Seeds all random numbers of the kit: {@code -Dsamegrad.conformance.seed=N}. */
  static final long SEED = Long.getLong("samegrad.conformance.seed", 1);

  private final String label;
  private final Op op;
  private final List<HostTensor> operands;
  private @Nullable Reference expected;
  private @Nullable Gradient gradient;
  private final Map<Integer, List<FiniteDifferences.Quotient>> quotients = new HashMap<>();

  /**
   * The exact value and gradients of a function of the result.
   *
   * @param value the value, of shape ()
   * @param gradients for each operand
   */
  record Gradient(Reference value, List<Reference> gradients) {}

  private Sample(String label, Op op, List<HostTensor> operands) {
    this.label = label;
    this.op = op;
    this.operands = operands;
  }

  /** On operands of these shapes, filled with random numbers that the label and seed determine. */
  static Sample random(Op op, DType dtype, Numbers numbers, Shape... shapes) {
    String label = label(op, Arrays.asList(shapes), dtype) + ", " + numbers + " numbers";
    Random random = random(label);
    return new Sample(
        label,
        op,
        Arrays.stream(shapes).map(shape -> numbers.tensor(dtype, shape, random)).toList());
  }

  /** On these operands. */
  static Sample of(String description, Op op, HostTensor... operands) {
    List<Shape> shapes = Arrays.stream(operands).map(Tensor::shape).toList();
    return new Sample(
        label(op, shapes, operands[0].dtype()) + ", " + description, op, List.of(operands));
  }

  /** A random generator that the seed and the label determine. */
  static Random random(String label) {
    return new Random(31 * SEED + label.hashCode());
  }

  private static String label(Op op, List<Shape> shapes, DType dtype) {
    return op
        + " of "
        + shapes.stream().map(Shape::toString).collect(Collectors.joining(" and "))
        + ", "
        + dtype;
  }

  Op op() {
    return op;
  }

  List<HostTensor> operands() {
    return operands;
  }

  HostTensor operand(int i) {
    return operands.get(i);
  }

  DType dtype() {
    return operands.get(0).dtype();
  }

  /** The result's type. */
  TensorType type() {
    return op.apply(TypeRules.INSTANCE, operands.stream().map(Tensor::type).toList());
  }

  /** The operation on other operands than its own. */
  <T> T apply(Operations<T> operations, List<? extends T> instead) {
    return op.apply(operations, List.copyOf(instead));
  }

  /** The exact result. Computed once: several checks and several backends ask for it. */
  synchronized Reference expected() {
    if (expected == null) {
      expected = op.apply(OracleOperations.INSTANCE, exactOperands());
    }
    return expected;
  }

  /** The exact gradient of what its contract makes of it. Computed once. */
  synchronized Gradient gradient(Supplier<Gradient> derivation) {
    if (gradient == null) {
      gradient = derivation.get();
    }
    return gradient;
  }

  /** The difference quotients for an operand. Computed once. */
  synchronized List<FiniteDifferences.Quotient> quotients(
      int operand, Supplier<List<FiniteDifferences.Quotient>> derivation) {
    return quotients.computeIfAbsent(operand, key -> derivation.get());
  }

  List<Reference> exactOperands() {
    return operands.stream().map(OracleOperations::of).toList();
  }

  /** What identifies it in a failure and in {@code -Dsamegrad.conformance.case=…}. */
  @Override
  public String toString() {
    return label;
  }
}
