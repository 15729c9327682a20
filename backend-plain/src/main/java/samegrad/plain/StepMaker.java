package samegrad.plain;

import java.util.List;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;

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

  private final Arithmetic<T> arithmetic;
  private final List<Plan.Step<T>> steps;
  private final Value to;

  /**
   * @param steps the plan's, to which the step is added
   * @param to what it computes
   */
  StepMaker(Arithmetic<T> arithmetic, List<Plan.Step<T>> steps, Value to) {
    this.arithmetic = arithmetic;
    this.steps = steps;
    this.to = to;
  }

  private Value add(Plan.Step<T> step) {
    steps.add(step);
    return to;
  }

  Value biasSigmoid(Value z, Value bias) {
    return add(t -> arithmetic.addRowSigmoid(z.in(t), bias.in(t), to.in(t), to.shape));
  }

  Value sigmoidGradient(Value g, Value a) {
    return add(t -> arithmetic.sigmoidGradient(g.in(t), a.in(t), to.in(t), to.shape));
  }

  @Override
  public Value matmul(Value a, boolean transposeA, Value b, boolean transposeB) {
    int m = to.shape.rows();
    int n = to.shape.columns();
    int k = transposeA ? a.shape.rows() : a.shape.columns();
    return add(t -> arithmetic.matmul(transposeA, transposeB, m, n, k, a.in(t), b.in(t), to.in(t)));
  }

  @Override
  public Value transpose(Value a) {
    return add(t -> arithmetic.transpose(a.in(t), a.shape, to.in(t)));
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
            arithmetic.elementwise(
                operation, a.in(t), a.shape, b.in(t), b.shape, to.in(t), to.shape));
  }

  @Override
  public Value scale(Value a, double factor) {
    return add(t -> arithmetic.scale(a.in(t), factor, to.in(t), to.shape));
  }

  @Override
  public Value sigmoid(Value a) {
    return add(t -> arithmetic.sigmoid(a.in(t), to.in(t), to.shape));
  }

  @Override
  public Value sum(Value a, Shape target) {
    return add(t -> arithmetic.sum(a.in(t), a.shape, to.in(t), target));
  }

  @Override
  public Value broadcast(Value a, Shape target) {
    return add(t -> arithmetic.broadcast(a.in(t), a.shape, to.in(t), target));
  }
}
