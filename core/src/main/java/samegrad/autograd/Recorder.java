package samegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;

/**
 * Performs operations by writing them down. The same operation on the same operands is written
 * once, and what no result needs is left out of the tape.
 */
final class Recorder implements Operations<Variable> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final List<Tape.Entry> entries = new ArrayList<>();
  private final List<Integer> parameters = new ArrayList<>();
  private final Map<Written, Variable> written = new HashMap<>();

  private record Written(Op op, List<Integer> inputs) {}

  Variable parameter(String name, TensorType type) {
    parameters.add(entries.size());
    return record(new Op.Parameter(name), type);
  }

  Variable constant(HostTensor value) {
    return record(new Op.Constant(value), value.type());
  }

  /** The variable at a place of the tape so far. */
  Variable at(int place) {
    return new Variable(this, place, entries.get(place).type());
  }

  /** What has been recorded, without what neither is a parameter nor leads to an output. */
  Tape tape(List<Variable> outputs) {
    boolean[] needed = new boolean[entries.size()];
    parameters.forEach(place -> needed[place] = true);
    outputs.forEach(output -> needed[place(output)] = true);
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (needed[i]) {
        entries.get(i).inputs().forEach(input -> needed[input] = true);
      }
    }
    int[] moved = new int[entries.size()];
    List<Tape.Entry> kept = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      if (needed[i]) {
        Tape.Entry entry = entries.get(i);
        moved[i] = kept.size();
        kept.add(
            new Tape.Entry(
                entry.op(), entry.inputs().stream().map(in -> moved[in]).toList(), entry.type()));
      }
    }
    return new Tape(
        kept,
        parameters.stream().map(place -> moved[place]).toList(),
        outputs.stream().map(output -> moved[output.place()]).toList());
  }

  /** Records an operation on variables of this recorder, as its type rule has it. */
  Variable record(Op op, List<Variable> inputs) {
    return record(op, op.apply(TYPES, types(inputs)), inputs.toArray(Variable[]::new));
  }

  private static List<TensorType> types(List<Variable> inputs) {
    return inputs.stream().map(Variable::type).toList();
  }

  private Variable record(Op op, TensorType type, Variable... inputs) {
    List<Integer> places = Arrays.stream(inputs).map(this::place).toList();
    return written.computeIfAbsent(new Written(op, places), key -> append(key, type));
  }

  private Variable append(Written operation, TensorType type) {
    entries.add(new Tape.Entry(operation.op(), operation.inputs(), type));
    return new Variable(this, entries.size() - 1, type);
  }

  private int place(Variable variable) {
    if (variable.recorder() != this) {
      throw new IllegalArgumentException(
          "a variable of another function: "
              + variable.type()
              + "; a function uses only what it is given and its own constants");
    }
    return variable.place();
  }

  /** Folds transposes of its operands into the product, which reads them in place. */
  @Override
  public Variable matmul(Variable a, boolean transposeA, Variable b, boolean transposeB) {
    Variable left = a;
    Variable right = b;
    boolean flipLeft = transposeA;
    boolean flipRight = transposeB;
    if (entries.get(place(a)).op() instanceof Op.Transpose) {
      left = at(entries.get(a.place()).inputs().get(0));
      flipLeft = !flipLeft;
    }
    if (entries.get(place(b)).op() instanceof Op.Transpose) {
      right = at(entries.get(b.place()).inputs().get(0));
      flipRight = !flipRight;
    }
    return record(new Op.Matmul(flipLeft, flipRight), List.of(left, right));
  }

  @Override
  public Variable transpose(Variable a) {
    return record(new Op.Transpose(), List.of(a));
  }

  @Override
  public Variable add(Variable a, Variable b) {
    return record(new Op.Add(), List.of(a, b));
  }

  @Override
  public Variable subtract(Variable a, Variable b) {
    return record(new Op.Subtract(), List.of(a, b));
  }

  @Override
  public Variable multiply(Variable a, Variable b) {
    return record(new Op.Multiply(), List.of(a, b));
  }

  @Override
  public Variable scale(Variable a, double factor) {
    return record(new Op.Scale(factor), List.of(a));
  }

  @Override
  public Variable sigmoid(Variable a) {
    return record(new Op.Sigmoid(), List.of(a));
  }

  @Override
  public Variable sum(Variable a, Shape target) {
    return record(new Op.Sum(target), List.of(a));
  }

  @Override
  public Variable broadcast(Variable a, Shape target) {
    return record(new Op.Broadcast(target), List.of(a));
  }
}
