package samegrad.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Gradients;
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
  private final List<Integer> parameters;
  private final int[] lastUse;

  /** For each entry its value if it is a constant. */
  private final List<@Nullable A> constants = new ArrayList<>();

  private TapeProgram(Engine<A> engine, Tape tape) {
    this.engine = engine;
    this.tape = tape;
    this.parameters = tape.parameters();
    this.lastUse = lastUses(tape);
  }

  /**
   * A program for the value and the gradients of a scalar.
   *
   * @param engine what performs the operations
   * @param scalar a tape whose first output is of shape ()
   */
  public static <A> TapeProgram<A> differentiate(Engine<A> engine, Tape scalar) {
    TapeProgram<A> program = new TapeProgram<>(engine, Gradients.of(scalar));
    try {
      for (Tape.Entry entry : program.tape.entries()) {
        program.constants.add(
            entry instanceof Tape.Constant constant ? engine.upload(constant.value()) : null);
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
  public List<A> evaluate(List<A> given) {
    List<@Nullable A> values = new ArrayList<>(constants);
    for (int i = 0; i < given.size(); i++) {
      values.set(parameters.get(i), given.get(i));
    }
    try {
      for (int i = 0; i < values.size(); i++) {
        if (tape.entries().get(i) instanceof Tape.Computed computed) {
          values.set(i, computed.compute(engine, values));
          for (int input : computed.inputs()) {
            if (lastUse[input] == i) {
              free(input, values);
            }
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
    A value = values.get(place);
    if (value == null) {
      throw new IllegalStateException("an output of the tape was freed before it was taken");
    }
    Tape.Entry entry = tape.entries().get(place);
    boolean again = tape.outputs().indexOf(place) != tape.outputs().lastIndexOf(place);
    if (again || !(entry instanceof Tape.Computed)) {
      return engine.broadcast(value, entry.type().shape());
    }
    values.set(place, null);
    return value;
  }

  /** Frees a value if it was computed and is there. */
  private void free(int place, List<@Nullable A> values) {
    A value = values.get(place);
    if (value != null && tape.entries().get(place) instanceof Tape.Computed) {
      values.set(place, null);
      engine.free(value);
    }
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
