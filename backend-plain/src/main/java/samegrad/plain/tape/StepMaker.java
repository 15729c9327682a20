package samegrad.plain.tape;

import java.util.List;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.plain.array.Arithmetic;
import samegrad.plain.array.Binary;
import samegrad.tensor.Shape;

/** Makes the step of a {@link Plan} that computes one entry of the tape. */
final class StepMaker<T> {
  private final Arithmetic<T> arithmetic;
  private final List<Tape.Entry> entries;
  private final int[] places;

  StepMaker(Arithmetic<T> arithmetic, List<Tape.Entry> entries, int[] places) {
    this.arithmetic = arithmetic;
    this.entries = entries;
    this.places = places;
  }

  /**
   * The step.
   *
   * @param entry what is computed
   * @param form how
   * @param to where
   */
  Plan.Step<T> make(int entry, Fusion.Form form, int to) {
    Shape shape = shape(entry);
    int a = places[form.operands().get(0)];
    int b = form.operands().size() < 2 ? a : places[form.operands().get(1)];
    if (form instanceof Fusion.BiasSigmoid) {
      return table -> arithmetic.addRowSigmoid(table.at(a), table.at(b), table.at(to), shape);
    }
    if (form instanceof Fusion.SigmoidGradient) {
      return table -> arithmetic.sigmoidGradient(table.at(a), table.at(b), table.at(to), shape);
    }
    Op op = entries.get(entry).op();
    Shape first = shape(form.operands().get(0));
    if (op instanceof Op.Matmul matmul) {
      return product(matmul, a, first, b, to, shape);
    }
    if (op instanceof Op.Add) {
      return elementwise(Binary.ADD, a, b, form, to, shape);
    }
    if (op instanceof Op.Subtract) {
      return elementwise(Binary.SUBTRACT, a, b, form, to, shape);
    }
    if (op instanceof Op.Multiply) {
      return elementwise(Binary.MULTIPLY, a, b, form, to, shape);
    }
    if (op instanceof Op.Scale scale) {
      double factor = scale.factor();
      return table -> arithmetic.scale(table.at(a), factor, table.at(to), shape);
    }
    if (op instanceof Op.Sigmoid) {
      return table -> arithmetic.sigmoid(table.at(a), table.at(to), shape);
    }
    if (op instanceof Op.Sum) {
      return table -> arithmetic.sum(table.at(a), first, table.at(to), shape);
    }
    if (op instanceof Op.Broadcast) {
      return table -> arithmetic.broadcast(table.at(a), first, table.at(to), shape);
    }
    if (op instanceof Op.Transpose) {
      return table -> arithmetic.transpose(table.at(a), first, table.at(to));
    }
    throw new IllegalStateException("a plan has no step for " + op);
  }

  private Plan.Step<T> product(Op.Matmul op, int a, Shape first, int b, int to, Shape shape) {
    boolean transposeA = op.transposeA();
    boolean transposeB = op.transposeB();
    int m = shape.rows();
    int n = shape.columns();
    int k = transposeA ? first.rows() : first.columns();
    return table ->
        arithmetic.matmul(transposeA, transposeB, m, n, k, table.at(a), table.at(b), table.at(to));
  }

  private Plan.Step<T> elementwise(
      Binary operation, int a, int b, Fusion.Form form, int to, Shape shape) {
    Shape left = shape(form.operands().get(0));
    Shape right = shape(form.operands().get(1));
    return table ->
        arithmetic.elementwise(
            operation, table.at(a), left, table.at(b), right, table.at(to), shape);
  }

  private Shape shape(int entry) {
    return entries.get(entry).type().shape();
  }
}
