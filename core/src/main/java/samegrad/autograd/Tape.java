package samegrad.autograd;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.TensorType;

/**
 * A recorded computation: a list of values, each given or computed from earlier ones (a Wengert
 * list).
 *
 * <p>A tape is made once by running a {@link ScalarFunction} on {@link Variable}s and has no
 * numbers in it but its constants. It can be run on any {@link Operations}, and {@link
 * Gradients#of} makes from it the tape that also computes the gradients.
 *
 * @param entries the values, in an order in which they can be computed
 * @param outputs the places of those that are results; of a scalar function, the scalar comes first
 */
public record Tape(List<Entry> entries, List<Integer> outputs) {
  /** A value. */
  public sealed interface Entry {
    /** Its dtype and shape. */
    TensorType type();

    /** The places in the tape of what it is computed from; none if it is given. */
    default List<Integer> inputs() {
      return List.of();
    }
  }

  /**
   * A value that is given anew at each evaluation, by its name.
   *
   * @param differentiated whether the gradient with respect to it is wanted
   */
  public record Parameter(String name, TensorType type, boolean differentiated) implements Entry {
    /** A parameter whose gradient is wanted. */
    public Parameter(String name, TensorType type) {
      this(name, type, true);
    }
  }

  /** A value that is always the same. */
  public record Constant(HostTensor value) implements Entry {
    @Override
    public TensorType type() {
      return value.type();
    }
  }

  /**
   * The result of an operation.
   *
   * @param op what is done
   * @param inputs the places in the tape of what it is done to
   * @param type the type of the result
   */
  public record Computed(Op op, List<Integer> inputs, TensorType type) implements Entry {
    /** Copies the list. */
    public Computed {
      inputs = List.copyOf(inputs);
    }

    /**
     * Performs the operation.
     *
     * @param operations what performs it
     * @param values of the entries before this one, by their places
     */
    public <T> T compute(Operations<T> operations, List<T> values) {
      List<T> operands = new ArrayList<>(inputs.size());
      for (int input : inputs) {
        operands.add(values.get(input));
      }
      return op.apply(operations, operands);
    }
  }

  /** Copies the lists. */
  public Tape {
    entries = List.copyOf(entries);
    outputs = List.copyOf(outputs);
  }

  /** The places of the parameters, in the order in which they are given. */
  public List<Integer> parameters() {
    return IntStream.range(0, entries.size())
        .filter(i -> entries.get(i) instanceof Parameter)
        .boxed()
        .toList();
  }

  /** The places of those parameters whose gradients are wanted, in the order of the parameters. */
  public List<Integer> differentiated() {
    return IntStream.range(0, entries.size())
        .filter(i -> entries.get(i) instanceof Parameter given && given.differentiated())
        .boxed()
        .toList();
  }

  /**
   * The type of the first output, of a tape that computes a scalar.
   *
   * @throws IllegalArgumentException if it is of another shape than ()
   */
  public TensorType scalarType() {
    TensorType type = entries.get(outputs.get(0)).type();
    if (type.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "gradients are of one scalar, of shape (), not of " + type.shape() + "; sum() makes one");
    }
    return type;
  }

  /**
   * Computes the value of every entry, with nothing freed on the way.
   *
   * @param operations what performs the operations
   * @param parameters a value for each parameter, in their order
   * @param constants makes a constant's value
   */
  public <T> List<T> run(
      Operations<T> operations, List<T> parameters, Function<HostTensor, T> constants) {
    Iterator<T> given = parameters.iterator();
    List<T> values = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      values.add(
          entry instanceof Computed computed
              ? computed.compute(operations, values)
              : entry instanceof Constant constant
                  ? constants.apply(constant.value())
                  : given.next());
    }
    return values;
  }
}
