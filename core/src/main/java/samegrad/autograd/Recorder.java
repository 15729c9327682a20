package samegrad.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * Performs operations by writing them down. The same operation on the same operands is written
 * once, and what no result needs is left out of the tape.
 */
final class Recorder implements Operations<Variable> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final List<Tape.Entry> entries = new ArrayList<>();
  private final Map<Tape.Entry, Variable> written = new HashMap<>();

  /** With nothing written yet. */
  Recorder() {}

  /** To write on after the entries of a tape, whose places stay. */
  Recorder(Tape tape) {
    entries.addAll(tape.entries());
    for (int i = 0; i < entries.size(); i++) {
      written.putIfAbsent(entries.get(i), at(i));
    }
  }

  Variable parameter(String name, TensorType type, boolean differentiated) {
    return write(new Tape.Parameter(name, type, differentiated));
  }

  Variable constant(HostTensor value) {
    return write(new Tape.Constant(value));
  }

  /** The variable at a place of the tape so far. */
  Variable at(int place) {
    return new Variable(this, place, entries.get(place).type());
  }

  /** What has been recorded, without what neither is a parameter nor leads to an output. */
  Tape tape(List<Variable> outputs) {
    boolean[] needed = new boolean[entries.size()];
    outputs.forEach(output -> needed[place(output)] = true);
    for (int i = entries.size() - 1; i >= 0; i--) {
      needed[i] |= entries.get(i) instanceof Tape.Parameter;
      if (needed[i]) {
        entries.get(i).inputs().forEach(input -> needed[input] = true);
      }
    }
    int[] moved = new int[entries.size()];
    List<Tape.Entry> kept = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      if (needed[i]) {
        moved[i] = kept.size();
        kept.add(
            entries.get(i) instanceof Tape.Computed computed
                ? new Tape.Computed(
                    computed.op(),
                    computed.inputs().stream().map(input -> moved[input]).toList(),
                    computed.type())
                : entries.get(i));
      }
    }
    return new Tape(kept, outputs.stream().map(output -> moved[output.place()]).toList());
  }

  /** Records an operation on variables of this recorder, as its type rule has it. */
  private Variable record(Op op, Variable... inputs) {
    List<Integer> places = Arrays.stream(inputs).map(this::place).toList();
    TensorType type = op.apply(TYPES, Arrays.stream(inputs).map(Variable::type).toList());
    return write(new Tape.Computed(op, places, type));
  }

  private Variable write(Tape.Entry entry) {
    return written.computeIfAbsent(
        entry,
        fresh -> {
          entries.add(fresh);
          return at(entries.size() - 1);
        });
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
    Optional<Variable> left = transposed(a);
    Optional<Variable> right = transposed(b);
    return record(
        new Op.Matmul(transposeA ^ left.isPresent(), transposeB ^ right.isPresent()),
        left.orElse(a),
        right.orElse(b));
  }

  /** What a variable is the transpose of. */
  private Optional<Variable> transposed(Variable variable) {
    return entries.get(place(variable)) instanceof Tape.Computed computed
            && computed.op() instanceof Op.Transpose
        ? Optional.of(at(computed.inputs().get(0)))
        : Optional.empty();
  }

  @Override
  public Variable transpose(Variable a) {
    return record(new Op.Transpose(), a);
  }

  @Override
  public Variable add(Variable a, Variable b) {
    return record(new Op.Add(), a, b);
  }

  @Override
  public Variable subtract(Variable a, Variable b) {
    return record(new Op.Subtract(), a, b);
  }

  @Override
  public Variable multiply(Variable a, Variable b) {
    return record(new Op.Multiply(), a, b);
  }

  @Override
  public Variable scale(Variable a, double factor) {
    return record(new Op.Scale(factor), a);
  }

  @Override
  public Variable map(UnaryFunction function, Variable a) {
    return record(new Op.Map(function), a);
  }

  @Override
  public Variable logSoftmax(Variable a) {
    return record(new Op.LogSoftmax(), a);
  }

  @Override
  public Variable sum(Variable a, Shape target) {
    return record(new Op.Sum(target), a);
  }

  @Override
  public Variable broadcast(Variable a, Shape target) {
    return record(new Op.Broadcast(target), a);
  }
}
