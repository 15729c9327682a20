package samegrad.autograd;

import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/**
 * A value in a function that is being recorded: it has a type, and its number is known only when
 * the tape runs.
 *
 * <p>Its methods are {@link samegrad.tensor.Operations} written from the left to the right; they
 * throw {@link IllegalArgumentException} at once if shapes or dtypes do not fit.
 */
public final class Variable {
  private final Recorder recorder;
  private final int place;
  private final TensorType type;

  Variable(Recorder recorder, int place, TensorType type) {
    this.recorder = recorder;
    this.place = place;
    this.type = type;
  }

  Recorder recorder() {
    return recorder;
  }

  int place() {
    return place;
  }

  /** The dtype and the shape. */
  public TensorType type() {
    return type;
  }

  /** The shape. */
  public Shape shape() {
    return type.shape();
  }

  /** The matrix product this · b; a transposed operand costs no copy. */
  public Variable matmul(Variable b) {
    return recorder.matmul(this, false, b, false);
  }

  /** The transposed matrix. */
  public Variable transpose() {
    return recorder.transpose(this);
  }

  /** this + b, with broadcasting. */
  public Variable add(Variable b) {
    return recorder.add(this, b);
  }

  /** this − b, with broadcasting. */
  public Variable subtract(Variable b) {
    return recorder.subtract(this, b);
  }

  /** this ∘ b, elementwise, with broadcasting. */
  public Variable multiply(Variable b) {
    return recorder.multiply(this, b);
  }

  /** Each element times {@code factor}. */
  public Variable scale(double factor) {
    return recorder.scale(this, factor);
  }

  /** The function of each element. */
  public Variable map(UnaryFunction function) {
    return recorder.map(function, this);
  }

  /** 1/(1+e⁻ᶻ) of each element z. */
  public Variable sigmoid() {
    return recorder.sigmoid(this);
  }

  /** The logarithm of the softmax of each row. */
  public Variable logSoftmax() {
    return recorder.logSoftmax(this);
  }

  /** The sum of all elements, of shape (). */
  public Variable sum() {
    return sum(Shape.scalar());
  }

  /** The sums over the dimensions in which {@code target} has 1 or none. */
  public Variable sum(Shape target) {
    return recorder.sum(this, target);
  }

  /** This, repeated along the dimensions in which it has 1 or none. */
  public Variable broadcast(Shape target) {
    return recorder.broadcast(this, target);
  }

  /** A constant of this variable's function. */
  public Variable constant(HostTensor value) {
    return recorder.constant(value);
  }
}
