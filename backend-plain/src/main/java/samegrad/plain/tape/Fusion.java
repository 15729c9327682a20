package samegrad.plain.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/** Which entries of a tape are computed together with the entry that reads them. */
final class Fusion {
  private final Tape tape;
  private final int[] uses;
  private final boolean[] absorbed;
  private final boolean[] constant;
  private final Form[] forms;

  /** How an entry is computed. */
  sealed interface Form {
    /** The entries it reads. */
    List<Integer> operands();

    /** Adds the step that does it. */
    void step(StepMaker<?> maker, List<StepMaker.Value> operands);

    /** Whether the result may be written over an operand of its size. */
    default boolean mayOverwriteOperand() {
      return true;
    }
  }

  /** By its own operation. */
  record Alone(Op op, List<Integer> operands, boolean mayOverwriteOperand) implements Form {
    @Override
    public void step(StepMaker<?> maker, List<StepMaker.Value> operands) {
      op.apply(maker, operands);
    }
  }

  /** f(product + bias), for a product that nobody else reads. */
  record BiasMap(UnaryFunction function, int product, int bias) implements Form {
    @Override
    public List<Integer> operands() {
      return List.of(product, bias);
    }

    @Override
    public void step(StepMaker<?> maker, List<StepMaker.Value> operands) {
      maker.addMap(function, operands.get(0), operands.get(1));
    }
  }

  /** g·(a·(1 − a)). */
  record SigmoidGradient(int g, int a) implements Form {
    @Override
    public List<Integer> operands() {
      return List.of(g, a);
    }

    @Override
    public void step(StepMaker<?> maker, List<StepMaker.Value> operands) {
      maker.sigmoidGradient(operands.get(0), operands.get(1));
    }
  }

  Fusion(Tape tape) {
    this.tape = tape;
    int size = tape.entries().size();
    this.uses = new int[size];
    this.absorbed = new boolean[size];
    this.constant = new boolean[size];
    this.forms = new Form[size];
    for (int i = 0; i < size; i++) {
      List<Integer> inputs = tape.entries().get(i).inputs();
      constant[i] =
          tape.entries().get(i) instanceof Tape.Constant
              || (!inputs.isEmpty() && inputs.stream().allMatch(input -> constant[input]));
    }
    tape.entries().forEach(entry -> entry.inputs().forEach(input -> uses[input]++));
    tape.outputs().forEach(output -> uses[output]++);
    for (int i = size - 1; i >= 0; i--) {
      if (!absorbed[i] && tape.entries().get(i) instanceof Tape.Computed computed) {
        forms[i] = form(i, computed.op());
      }
    }
  }

  /** How an entry is computed that is not absorbed. */
  Form of(int entry) {
    return forms[entry];
  }

  boolean isAbsorbed(int entry) {
    return absorbed[entry];
  }

  /** Whether an entry depends on no parameter. */
  boolean isConstant(int entry) {
    return constant[entry];
  }

  private Form form(int i, Op op) {
    if (op instanceof Op.Map map) {
      int sum = input(i, 0);
      if (op(sum) instanceof Op.Add && uses[sum] == 1 && isBias(sum)) {
        absorbed[sum] = true;
        return new BiasMap(map.function(), input(sum, 0), input(sum, 1));
      }
    }
    if (op instanceof Op.Multiply && isSigmoidGradient(i)) {
      int derivative = input(i, 1);
      absorbed[derivative] = true;
      absorbed[input(derivative, 1)] = true;
      return new SigmoidGradient(input(i, 0), input(derivative, 0));
    }
    boolean elementwise =
        op instanceof Op.Add || op instanceof Op.Subtract || op instanceof Op.Multiply;
    List<Integer> operands = tape.entries().get(i).inputs();
    if (elementwise) {
      int a = throughBroadcast(i, operands.get(0), operands.get(1));
      operands = List.of(a, throughBroadcast(i, operands.get(1), a));
    }
    return new Alone(op, operands, elementwise || op instanceof Op.Scale || op instanceof Op.Map);
  }

  /** Whether the sum is of a row and a product that nobody else reads, in no other run either. */
  private boolean isBias(int sum) {
    Shape bias = shape(input(sum, 1));
    int product = input(sum, 0);
    return op(product) instanceof Op.Matmul
        && uses[product] == 1
        && !constant[product]
        && shape(product).equals(shape(sum))
        && bias.rows() == 1
        && bias.columns() == shape(sum).columns();
  }

  private boolean isSigmoidGradient(int i) {
    int derivative = input(i, 1);
    if (!(op(derivative) instanceof Op.Multiply) || uses[derivative] != 1) {
      return false;
    }
    int a = input(derivative, 0);
    int complement = input(derivative, 1);
    return op(complement) instanceof Op.Subtract
        && uses[complement] == 1
        && input(complement, 1) == a
        && tape.entries().get(input(complement, 0)) instanceof Tape.Constant one
        && one.value().shape().rank() == 0
        && one.value().get(0) == 1
        && shape(a).equals(shape(i))
        && shape(input(i, 0)).equals(shape(i));
  }

  /**
   * What a broadcast repeats, if the operation can repeat it as well: the other operand is full.
   */
  private int throughBroadcast(int i, int operand, int other) {
    boolean repeats =
        op(operand) instanceof Op.Broadcast
            && uses[operand] == 1
            && operand != other
            && shape(other).size() == shape(i).size();
    if (!repeats) {
      return operand;
    }
    absorbed[operand] = true;
    return input(operand, 0);
  }

  private @Nullable Op op(int entry) {
    return tape.entries().get(entry) instanceof Tape.Computed computed ? computed.op() : null;
  }

  private int input(int entry, int k) {
    return tape.entries().get(entry).inputs().get(k);
  }

  private Shape shape(int entry) {
    return tape.entries().get(entry).type().shape();
  }
}
