package samegrad.plain.tape;

import java.util.List;
import samegrad.plain.array.ArrayOperations;
import samegrad.plain.array.Binary;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * Makes a step of a {@link Plan}: performs an operation by writing down what computes its result.
 */
final class StepMaker<T> implements Operations<StepMaker.Value> {
  /** Where a value lies in the table, and its shape. */
  record Value(int place, Shape shape) {
    <T> T in(Workspace<T> table) {
      return table.at(place);
    }
  }

  private final ArrayOperations<T> operations;
  private final List<Plan.Step<T>> steps;
  private final Value to;

  /**
   * @param steps the plan's, to which the step is added
   * @param to what it computes
   */
  StepMaker(ArrayOperations<T> operations, List<Plan.Step<T>> steps, Value to) {
    this.operations = operations;
    this.steps = steps;
    this.to = to;
  }

  private Value add(Plan.Step<T> step) {
    steps.add(step);
    return to;
  }

  Value addMap(UnaryFunction function, Value z, Value bias) {
    return add(
        t -> operations.addMap(function, z.in(t), bias.in(t), bias.shape, to.in(t), to.shape));
  }

  Value sigmoidGradient(Value g, Value a) {
    return add(t -> operations.sigmoidGradient(g.in(t), a.in(t), to.in(t), to.shape));
  }

  @Override
  public Value matmul(Value a, boolean transposeA, Value b, boolean transposeB) {
    int m = to.shape.rows();
    int n = to.shape.columns();
    int k = transposeA ? a.shape.rows() : a.shape.columns();
    return add(t -> operations.matmul(transposeA, transposeB, m, n, k, a.in(t), b.in(t), to.in(t)));
  }

  @Override
  public Value transpose(Value a) {
    return add(t -> operations.transpose(a.in(t), a.shape, to.in(t)));
  }

  @Override
  public Value add(Value a, Value b) {
    return elementwise(Binary.ADD, a, b);
  }

  @Override
  public Value subtract(Value a, Value b) {
    return elementwise(Binary.SUBTRACT, a, b);
  }

  @Override
  public Value multiply(Value a, Value b) {
    return elementwise(Binary.MULTIPLY, a, b);
  }

  private Value elementwise(Binary operation, Value a, Value b) {
    return add(
        t ->
            operations.elementwise(
                operation, a.in(t), a.shape, b.in(t), b.shape, to.in(t), to.shape));
  }

  @Override
  public Value scale(Value a, double factor) {
    T number = operations.scalar(factor);
    return add(
        t ->
            operations.elementwise(
                Binary.MULTIPLY, a.in(t), a.shape, number, Shape.scalar(), to.in(t), to.shape));
  }

  @Override
  public Value map(UnaryFunction function, Value a) {
    return add(t -> operations.map(function, a.in(t), to.in(t), to.shape));
  }

  @Override
  public Value logSoftmax(Value a) {
    return add(t -> operations.logSoftmax(a.in(t), a.shape, to.in(t)));
  }

  @Override
  public Value sum(Value a, Shape target) {
    return add(t -> operations.sum(a.in(t), a.shape, to.in(t), target));
  }

  @Override
  public Value broadcast(Value a, Shape target) {
    return add(t -> operations.broadcast(a.in(t), a.shape, to.in(t), target));
  }
}
