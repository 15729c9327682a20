package samegrad.autograd;

import java.util.ArrayList;
import java.util.List;
import samegrad.tensor.Operations;
import samegrad.tensor.TensorType;

/**
 * A recorded computation: a list of operations, each on the results of earlier ones (a Wengert
 * list).
 *
 * <p>A tape is made once by running a {@link ScalarFunction} on {@link Variable}s and has no
 * numbers in it but its constants. It can be run on any {@link Operations}, and {@link
 * Gradients#of} makes from it the tape that also computes the gradients.
 *
 * @param entries the operations, in an order in which they can be performed
 * @param parameters the entries that are parameters, in the order in which they are given
 * @param outputs the entries that are results
 */
public record Tape(List<Entry> entries, List<Integer> parameters, List<Integer> outputs) {
  /**
   * One operation.
   *
   * @param op what is done
   * @param inputs the places in the tape of what it is done to
   * @param type the type of the result
   */
  public record Entry(Op op, List<Integer> inputs, TensorType type) {
    /** Copies the list. */
    public Entry {
      inputs = List.copyOf(inputs);
    }
  }

  /** Copies the lists. */
  public Tape {
    entries = List.copyOf(entries);
    parameters = List.copyOf(parameters);
    outputs = List.copyOf(outputs);
  }

  /**
   * The type of the one output of a tape that computes a scalar.
   *
   * @throws IllegalArgumentException if it has several outputs or one of another shape than ()
   */
  public TensorType scalarType() {
    TensorType type = entries.get(outputs.get(0)).type();
    if (outputs.size() != 1 || type.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "gradients are of one scalar, of shape (), not of " + type.shape() + "; sum() makes one");
    }
    return type;
  }

  /** The names of the parameters, in their order. */
  public List<String> parameterNames() {
    return parameters.stream().map(i -> ((Op.Parameter) entries.get(i).op()).name()).toList();
  }

  /**
   * Performs every operation and returns the value of every entry, with nothing freed on the way.
   *
   * @param operations what performs them
   * @param given the value of each {@link Op.Parameter} and {@link Op.Constant} entry
   */
  public <T> List<T> run(Operations<T> operations, Given<T> given) {
    List<T> values = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      values.add(
          isGiven(entry.op())
              ? given.value(i, entry)
              : entry.op().apply(operations, entry.inputs().stream().map(values::get).toList()));
    }
    return values;
  }

  /** Whether the entry is given, not computed. */
  public static boolean isGiven(Op op) {
    return op instanceof Op.Parameter || op instanceof Op.Constant;
  }

  /**
   * Where a run takes its parameters and constants from.
   *
   * @param <T> the kind of array
   */
  @FunctionalInterface
  public interface Given<T> {
    /** The value of the entry at that place of the tape. */
    T value(int place, Entry entry);
  }
}
