package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.autograd.Gradients;
import samegrad.autograd.Op;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.verify.OracleOperations;

/**
 * A function and what it is evaluated at.
 *
 * @param tape its first output is the scalar to differentiate
 * @param inputs what each of the tape's parameters is filled with
 */
public record Program(Tape tape, List<Input> inputs) {
  /**
   * An operation and the weighted sum of its result, which is an auxiliary output.
   *
   * @param operands their shapes
   * @param seed an even number, which determines the numbers
   * @param largest of the operands, as in {@link Input}
   */
  public static Program of(Op op, DType dtype, List<Shape> operands, int seed, long largest) {
    List<TensorType> types = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Input> inputs = new ArrayList<>();
    operands.forEach(shape -> types.add(new TensorType(dtype, shape)));
    types.add(op.apply(TypeRules.INSTANCE, types));
    for (int i = 0; i < types.size(); i++) {
      names.add("p" + i);
      long weight = largest > 0 ? largest : Input.MODERATE;
      inputs.add(new Input(seed + i, i < operands.size() ? largest : weight, 0, false, i));
    }
    ScalarFunction weighted =
        p -> {
          List<Variable> all = names.stream().map(p::get).toList();
          Variable result = op.apply(p.operations(), all.subList(0, operands.size()));
          p.auxiliary(result);
          return result.multiply(all.get(operands.size())).sum();
        };
    return new Program(weighted.record(new Parameters.Signature(names, types)), inputs);
  }

  /** What is wrong with it on a backend, run in that way; empty if nothing. */
  public Optional<String> wrong(Backend backend, Way way) {
    return Trial.wrong(backend, this, way);
  }

  /** Above this, integers of the dtype are no longer all there. */
  private double limit() {
    return dtype() == DType.FLOAT32 ? 0x1p24 : 0x1p53;
  }

  /** The dtype of all its numbers. */
  public DType dtype() {
    return tape.entries().get(0).type().dtype();
  }

  /** Whether its numbers are integers, so that its results are exact. */
  boolean isExact() {
    return inputs.stream().allMatch(input -> input.largest() > 0);
  }

  /** Whether a NaN or infinity is among its numbers; of gradients there nothing is required. */
  boolean isSpecial() {
    return inputs.stream().anyMatch(input -> input.special() != 0);
  }

  /** Whether no sum on the way to a result can be so large that it is rounded. */
  boolean staysExact() {
    return Arrays.stream(magnitudes(Gradients.of(tape))).allMatch(x -> x <= limit());
  }

  /**
   * What no element of each value exceeds if no terms cancel. The elements of a parameter have all
   * the same bound, and so have those of each value.
   */
  private double[] magnitudes(Tape gradients) {
    double[] largest = new double[gradients.entries().size()];
    int parameter = 0;
    for (int i = 0; i < largest.length; i++) {
      Tape.Entry entry = gradients.entries().get(i);
      if (entry instanceof Tape.Computed computed) {
        int first = computed.inputs().get(0);
        double b = largest[computed.inputs().get(computed.inputs().size() - 1)];
        Shape operand = gradients.entries().get(first).type().shape();
        largest[i] = magnitude(computed, operand, largest[first], b);
      } else if (entry instanceof Tape.Constant constant) {
        largest[i] = Arrays.stream(constant.value().toArray()).map(Math::abs).max().orElse(0);
      } else {
        int own = parameter++;
        int same = inputs.get(own).sameAs();
        largest[i] = same < own ? largest[tape.parameters().get(same)] : inputs.get(own).largest();
      }
    }
    return largest;
  }

  private static double magnitude(Tape.Computed computed, Shape operand, double a, double b) {
    Op op = computed.op();
    if (op instanceof Op.Matmul matmul) {
      return a * b * (matmul.transposeA() ? operand.rows() : operand.columns());
    }
    if (op instanceof Op.Sum) {
      return a * operand.size() / Math.max(1, computed.type().shape().size());
    }
    if (op instanceof Op.Add || op instanceof Op.Subtract) {
      return a + b;
    }
    if (op instanceof Op.Map map) {
      return map.function().value(a);
    }
    return op instanceof Op.Multiply
        ? a * b
        : op instanceof Op.Scale scale ? a * Math.abs(scale.factor()) : a;
  }

  private Tape.Parameter parameter(int i) {
    return (Tape.Parameter) tape.entries().get(tape.parameters().get(i));
  }

  boolean isSameType(int first, int second) {
    return parameter(first).type().equals(parameter(second).type());
  }

  /** The numbers of each parameter; the same object where they are the same array. */
  public List<HostTensor> numbers(int evaluation) {
    List<HostTensor> given = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int same = inputs.get(i).sameAs();
      given.add(
          same < i ? given.get(same) : inputs.get(i).numbers(parameter(i).type(), evaluation));
    }
    return given;
  }

  /** Those that are no constants of the function. */
  <T> List<T> variables(List<T> all) {
    List<T> variables = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (!inputs.get(i).constant()) {
        variables.add(all.get(i));
      }
    }
    return variables;
  }

  /** Those that are no constants, by name. */
  public Parameters parameters(List<? extends Tensor> all) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      if (!inputs.get(i).constant()) {
        parameters.put(parameter(i).name(), all.get(i));
      }
    }
    return Parameters.of(parameters);
  }

  /** The function, with the auxiliary outputs or without. */
  public ScalarFunction function(boolean auxiliary, List<HostTensor> numbers) {
    return p -> {
      List<Variable> given = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        given.add(
            inputs.get(i).constant() ? p.constant(numbers.get(i)) : p.get(parameter(i).name()));
      }
      List<Variable> values = tape.run(p.operations(), given, p::constant);
      if (auxiliary) {
        tape.outputs().stream().skip(1).forEach(output -> p.auxiliary(values.get(output)));
      }
      return values.get(tape.outputs().get(0));
    };
  }

  private Tape canonical(List<HostTensor> numbers) {
    return function(true, numbers).record(parameters(numbers).signature());
  }

  /** The value, the gradient for each variable, and the auxiliary outputs, as they have to be. */
  List<Expected> expected(int evaluation) {
    List<HostTensor> numbers = numbers(evaluation);
    return isExact()
        ? results(Exact.NUMBERS, tensor -> tensor.to(DType.FLOAT64), Expected::exactly, numbers)
        : results(OracleOperations.QUICK, OracleOperations::of, Expected::within, numbers);
  }

  private <T> List<Expected> results(
      Operations<T> operations,
      Function<HostTensor, T> of,
      Function<T, Expected> expected,
      List<HostTensor> numbers) {
    Tape wanted = canonical(numbers);
    Tape gradients = isSpecial() ? wanted : Gradients.of(wanted);
    List<T> given = variables(numbers).stream().map(of).toList();
    List<T> values = gradients.run(operations, given, of);
    return gradients.outputs().stream().map(values::get).map(expected).toList();
  }

  /** Multiplications and additions of one evaluation, about. */
  long work() {
    long work = 0;
    for (Tape.Entry entry : tape.entries()) {
      Shape shape = entry.type().shape();
      work += shape.size();
      if (entry instanceof Tape.Computed computed && computed.op() instanceof Op.Matmul op) {
        Shape a = tape.entries().get(computed.inputs().get(0)).type().shape();
        work += (long) shape.size() * (op.transposeA() ? a.rows() : a.columns());
      }
    }
    return work;
  }

  /** The dimensions that are not 1. */
  Set<Integer> dimensions() {
    Set<Integer> dimensions = new LinkedHashSet<>();
    for (Tape.Entry entry : tape.entries()) {
      dimensions.add(entry.type().shape().rows());
      dimensions.add(entry.type().shape().columns());
    }
    dimensions.remove(1);
    return dimensions;
  }

  /** With each dimension but 1 changed, wherever it occurs, so that shapes fit as before. */
  Program resized(IntUnaryOperator dimension) {
    UnaryOperator<Shape> shapes = shape -> Single.sized(shape, dimension);
    List<Tape.Entry> entries = new ArrayList<>();
    for (Tape.Entry entry : tape.entries()) {
      TensorType type = new TensorType(entry.type().dtype(), shapes.apply(entry.type().shape()));
      entries.add(
          entry instanceof Tape.Computed computed
              ? new Tape.Computed(Single.sized(computed.op(), shapes), computed.inputs(), type)
              : entry instanceof Tape.Parameter parameter
                  ? new Tape.Parameter(parameter.name(), type)
                  : entry);
    }
    return new Program(new Tape(entries, tape.outputs()), inputs);
  }

  Program withInput(int i, Input input) {
    List<Input> changed = new ArrayList<>(inputs);
    changed.set(i, input);
    return new Program(tape, changed);
  }

  /** Programs with one thing less, the largest steps first. */
  Stream<Program> smaller() {
    List<Program> smaller = new ArrayList<>();
    for (int output : tape.outputs()) {
      if (output != tape.outputs().get(0)) {
        smaller.add(ofOutput(output));
        smaller.add(
            with(tape.entries(), tape.outputs().stream().filter(o -> o != output).toList()));
      }
    }
    for (int i = tape.entries().size() - 1; i >= 0; i--) {
      if (tape.entries().get(i) instanceof Tape.Computed computed) {
        for (int input : computed.inputs()) {
          if (tape.entries().get(input).type().equals(computed.type())) {
            smaller.add(bypassed(i, input));
          }
        }
        smaller.add(cut(i));
      }
    }
    for (int dimension : dimensions()) {
      for (int less :
          new int[] {
            // By two as well: where a number of ones is lost, an even number may cancel.
            1, 2, dimension / 2, dimension * 3 / 4, dimension - 16, dimension - 2, dimension - 1
          }) {
        if (less >= 1 && less < dimension) {
          smaller.add(resized(d -> d == dimension ? less : d));
        }
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      smaller.add(withInput(i, input.withSameAs(i)));
      smaller.add(withInput(i, input.withLargest(Math.min(1, input.largest()))));
    }
    return smaller.stream().filter(program -> !program.equals(this));
  }

  /** The sum of an auxiliary output as the scalar. */
  private Program ofOutput(int place) {
    TensorType type = tape.entries().get(place).type();
    List<Tape.Entry> entries = new ArrayList<>(tape.entries());
    entries.add(
        new Tape.Computed(
            new Op.Sum(Shape.scalar()),
            List.of(place),
            new TensorType(type.dtype(), Shape.scalar())));
    return with(entries, List.of(entries.size() - 1, place));
  }

  /** With an entry's input in its place. */
  private Program bypassed(int place, int input) {
    List<Tape.Entry> entries =
        tape.entries().stream()
            .map(
                entry ->
                    entry instanceof Tape.Computed computed
                        ? new Tape.Computed(
                            computed.op(),
                            computed.inputs().stream().map(i -> i == place ? input : i).toList(),
                            computed.type())
                        : entry)
            .map(Tape.Entry.class::cast)
            .toList();
    return with(entries, tape.outputs().stream().map(o -> o == place ? input : o).toList());
  }

  /** With a parameter in the place of what was computed. */
  private Program cut(int place) {
    List<Tape.Entry> entries = new ArrayList<>(tape.entries());
    entries.set(place, new Tape.Parameter("p" + place, entries.get(place).type()));
    List<Input> more = new ArrayList<>(inputs);
    int before = (int) tape.parameters().stream().filter(p -> p < place).count();
    more.add(before, new Input(place, Math.min(1, inputs.get(0).largest()), 0, false, before));
    for (int i = 0; i < more.size(); i++) {
      more.set(i, more.get(i).withSameAs(i)); // simpler than to renumber
    }
    return new Program(new Tape(entries, tape.outputs()), more).pruned();
  }

  private Program with(Collection<Tape.Entry> entries, List<Integer> outputs) {
    return new Program(new Tape(List.copyOf(entries), outputs), inputs).pruned();
  }

  /** Without what no output needs. */
  private Program pruned() {
    boolean[] needed = new boolean[tape.entries().size()];
    tape.outputs().forEach(output -> needed[output] = true);
    for (int i = needed.length - 1; i >= 0; i--) {
      if (needed[i]) {
        tape.entries().get(i).inputs().forEach(input -> needed[input] = true);
      }
    }
    int[] moved = new int[needed.length];
    int[] movedInput = new int[inputs.size()];
    List<Tape.Entry> entries = new ArrayList<>();
    List<Input> kept = new ArrayList<>();
    int parameter = 0;
    for (int i = 0; i < moved.length; i++) {
      Tape.Entry entry = tape.entries().get(i);
      moved[i] = entries.size();
      if (needed[i] && entry instanceof Tape.Computed computed) {
        List<Integer> operands = computed.inputs().stream().map(input -> moved[input]).toList();
        entries.add(new Tape.Computed(computed.op(), operands, computed.type()));
      } else if (needed[i] && entry instanceof Tape.Parameter) {
        Input input = inputs.get(parameter);
        movedInput[parameter] = kept.size();
        int same = input.sameAs();
        kept.add(
            input.withSameAs(
                same < parameter && isNeeded(same, needed) ? movedInput[same] : kept.size()));
        entries.add(new Tape.Parameter("p" + entries.size(), entry.type()));
      } else if (needed[i]) {
        entries.add(entry);
      }
      parameter += entry instanceof Tape.Parameter ? 1 : 0;
    }
    return new Program(
        new Tape(entries, tape.outputs().stream().map(output -> moved[output]).toList()), kept);
  }

  private boolean isNeeded(int parameter, boolean[] needed) {
    return needed[tape.parameters().get(parameter)];
  }
}
