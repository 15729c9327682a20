package samegrad.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Gradients;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;

/**
 * Evaluates a tape one operation after the other on an engine: the autograd that every engine can
 * be asked to use.
 *
 * @param <A> the engine's kind of array
 */
public final class TapeProgram<A> implements GradientProgram<A> {
  private final Engine<A> engine;
  private final Tape tape;
  private final List<@Nullable A> constants = new ArrayList<>();
  private final int[] lastUse;

  private TapeProgram(Engine<A> engine, Tape tape) {
    this.engine = engine;
    this.tape = tape;
    this.lastUse = lastUses(tape);
  }

  /**
   * A program for the value and the gradients of a scalar.
   *
   * @param engine what performs the operations
   * @param scalar a tape with one output, of shape ()
   */
  public static <A> TapeProgram<A> differentiate(Engine<A> engine, Tape scalar) {
    TapeProgram<A> program = new TapeProgram<>(engine, Gradients.of(scalar));
    try {
      for (Tape.Entry entry : program.tape.entries()) {
        program.constants.add(
            entry.op() instanceof Op.Constant constant ? engine.upload(constant.value()) : null);
      }
      return program;
    } catch (Throwable failure) {
      program.close();
      throw failure;
    }
  }

  private static int[] lastUses(Tape tape) {
    int[] last = new int[tape.entries().size()];
    for (int i = 0; i < last.length; i++) {
      last[i] = i;
      for (int input : tape.entries().get(i).inputs()) {
        last[input] = i;
      }
    }
    tape.outputs().forEach(output -> last[output] = Integer.MAX_VALUE);
    return last;
  }

  @Override
  public List<A> evaluate(List<A> parameters) {
    List<@Nullable A> values = new ArrayList<>(tape.entries().size());
    try {
      for (int i = 0; i < tape.entries().size(); i++) {
        Tape.Entry entry = tape.entries().get(i);
        values.add(value(i, entry, parameters, values));
        for (int input : entry.inputs()) {
          if (lastUse[input] == i) {
            free(input, values);
          }
        }
      }
      return take(values);
    } finally {
      for (int i = 0; i < values.size(); i++) {
        free(i, values);
      }
    }
  }

  private A value(int place, Tape.Entry entry, List<A> parameters, List<@Nullable A> values) {
    if (entry.op() instanceof Op.Parameter) {
      return parameters.get(tape.parameters().indexOf(place));
    }
    A constant = constants.get(place);
    if (constant != null) {
      return constant;
    }
    List<A> inputs = new ArrayList<>(entry.inputs().size());
    for (int input : entry.inputs()) {
      inputs.add(present(values.get(input)));
    }
    return entry.op().apply(engine, inputs);
  }

  private List<A> take(List<@Nullable A> values) {
    List<A> results = new ArrayList<>(tape.outputs().size());
    try {
      for (int output : tape.outputs()) {
        results.add(take(output, values));
      }
      return results;
    } catch (Throwable failure) {
      results.forEach(engine::free);
      throw failure;
    }
  }

  /** An output as an array of its own, which the caller may free: not a parameter, not shared. */
  private A take(int place, List<@Nullable A> values) {
    A value = present(values.get(place));
    boolean again = tape.outputs().indexOf(place) != tape.outputs().lastIndexOf(place);
    if (again || Tape.isGiven(tape.entries().get(place).op())) {
      return engine.broadcast(value, tape.entries().get(place).type().shape());
    }
    values.set(place, null);
    return value;
  }

  private void free(int place, List<@Nullable A> values) {
    A value = values.get(place);
    if (value != null && !Tape.isGiven(tape.entries().get(place).op())) {
      values.set(place, null);
      engine.free(value);
    }
  }

  private static <A> A present(@Nullable A value) {
    if (value == null) {
      throw new IllegalStateException("a value of the tape was freed before its last use");
    }
    return value;
  }

  @Override
  public void close() {
    for (A constant : constants) {
      if (constant != null) {
        engine.free(constant);
      }
    }
    constants.clear();
  }
}
