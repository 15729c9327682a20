package samegrad.autograd;

import java.util.List;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * One operation of a tape, as data: what {@link Operations} has as a method, with its fixed
 * arguments, and its gradient rule.
 *
 * <p>A rule is the vector-Jacobian product of the operation: from G = ∂L/∂out it makes ∂L/∂in for
 * each input, out of operations again (Griewank and Walther, <em>Evaluating Derivatives</em>, 2nd
 * ed., ch. 3). The product rules are those of Giles, "Collected matrix derivative results", 2008,
 * doi:10.1007/978-3-540-68942-3_4.
 */
public sealed interface Op {
  /**
   * Performs the operation.
   *
   * @param operations what performs it
   * @param inputs as many as the operation takes
   */
  <T> T apply(Operations<T> operations, List<T> inputs);

  /**
   * The gradient rule.
   *
   * @param inputs the operands
   * @param output the result
   * @param g the gradient with respect to the result, of its shape
   * @return the gradient with respect to each operand, of the operand's shape
   */
  List<Variable> gradients(List<Variable> inputs, Variable output, Variable g);

  /** Sums a gradient over what broadcasting repeated, so that it has the operand's shape. */
  private static Variable unbroadcast(Variable g, Variable operand) {
    return g.shape().equals(operand.shape()) ? g : g.sum(operand.shape());
  }

  /** {@link Operations#matmul}. */
  record Matmul(boolean transposeA, boolean transposeB) implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.matmul(inputs.get(0), transposeA, inputs.get(1), transposeB);
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      Variable a = inputs.get(0);
      Variable b = inputs.get(1);
      Recorder record = g.recorder();
      return List.of(
          transposeA
              ? record.matmul(b, transposeB, g, true)
              : record.matmul(g, false, b, !transposeB),
          transposeB
              ? record.matmul(g, true, a, transposeA)
              : record.matmul(a, !transposeA, g, false));
    }
  }

  /** {@link Operations#transpose}. */
  record Transpose() implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.transpose(inputs.get(0));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(g.transpose());
    }
  }

  /** {@link Operations#add}. */
  record Add() implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.add(inputs.get(0), inputs.get(1));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(unbroadcast(g, inputs.get(0)), unbroadcast(g, inputs.get(1)));
    }
  }

  /** {@link Operations#subtract}. */
  record Subtract() implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.subtract(inputs.get(0), inputs.get(1));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(unbroadcast(g, inputs.get(0)), unbroadcast(g.scale(-1), inputs.get(1)));
    }
  }

  /** {@link Operations#multiply}. */
  record Multiply() implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.multiply(inputs.get(0), inputs.get(1));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      Variable a = inputs.get(0);
      Variable b = inputs.get(1);
      return List.of(unbroadcast(g.multiply(b), a), unbroadcast(g.multiply(a), b));
    }
  }

  /** {@link Operations#scale}. */
  record Scale(double factor) implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.scale(inputs.get(0), factor);
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(g.scale(factor));
    }
  }

  /** {@link Operations#map}. */
  record Map(UnaryFunction function) implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.map(function, inputs.get(0));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      DType dtype = output.type().dtype();
      return List.of(
          g.multiply(
              function.derivative(
                  g.recorder(), output, value -> g.constant(HostTensor.scalar(dtype, value)))));
    }
  }

  /** {@link Operations#logSoftmax}; ∂L/∂z = G − softmax(z) · the sums of the rows of G. */
  record LogSoftmax() implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.logSoftmax(inputs.get(0));
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      Variable rows = g.sum(Shape.matrix(g.shape().rows(), 1));
      return List.of(g.subtract(output.map(UnaryFunction.EXP).multiply(rows)));
    }
  }

  /** {@link Operations#sum}. */
  record Sum(Shape target) implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.sum(inputs.get(0), target);
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(g.broadcast(inputs.get(0).shape()));
    }
  }

  /** {@link Operations#broadcast}. */
  record Broadcast(Shape target) implements Op {
    @Override
    public <T> T apply(Operations<T> operations, List<T> inputs) {
      return operations.broadcast(inputs.get(0), target);
    }

    @Override
    public List<Variable> gradients(List<Variable> inputs, Variable output, Variable g) {
      return List.of(unbroadcast(g, inputs.get(0)));
    }
  }
}
