package samegrad.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.tensor.Shape;

/**
 * What a tape asks of libtorch, worked out once: which entries matter to the output, what each is
 * computed by, and when each can be freed.
 *
 * <p>A product x·Wᵀ to which a vector is added is one operation, as in PyTorch's {@code nn.Linear},
 * and factors are tensors already. Both save calls, which are all that small networks cost.
 */
final class CallSequence implements AutoCloseable {
  /** One operation of libtorch. */
  @FunctionalInterface
  private interface Kernel {
    /** A new tensor. */
    PtNDArray apply(List<PtNDArray> inputs);
  }

  /**
   * The computation of one entry.
   *
   * @param place of the entry in the tape
   * @param inputs their places
   * @param finished those inputs that can be freed then
   */
  private record Step(int place, Kernel kernel, List<Integer> inputs, List<Integer> finished) {}

  private final DjlEngine engine;
  private final List<Tape.Entry> entries;
  private final List<Integer> outputs;

  /** How often each entry is an output or an input of those that the outputs depend on. */
  private final int[] uses;

  /** Whether the first output depends on an entry. */
  private final boolean[] differentiated;

  private final @Nullable PtNDArray[] constants;
  private final List<PtNDArray> factors = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private CallSequence(DjlEngine engine, Tape tape) {
    this.engine = engine;
    this.entries = tape.entries();
    this.outputs = tape.outputs();
    this.uses = new int[entries.size()];
    this.differentiated = new boolean[entries.size()];
    this.constants = new PtNDArray[entries.size()];
  }

  /** The calls for the outputs of a tape. */
  static CallSequence of(DjlEngine engine, Tape tape) {
    CallSequence calls = new CallSequence(engine, tape);
    try {
      calls.make();
      return calls;
    } catch (Throwable failure) {
      calls.close();
      throw failure;
    }
  }

  private void make() {
    outputs.forEach(output -> uses[output]++);
    differentiated[outputs.get(0)] = true;
    for (int i = uses.length - 1; i >= 0; i--) {
      if (uses[i] > 0) {
        for (int input : entries.get(i).inputs()) {
          uses[input]++;
          differentiated[input] |= differentiated[i];
        }
      }
    }
    for (int i = 0; i < uses.length; i++) {
      if (uses[i] > 0) {
        add(i);
      }
    }
    free();
  }

  private void add(int place) {
    Tape.Entry entry = entries.get(place);
    if (entry instanceof Tape.Constant constant) {
      constants[place] = engine.upload(constant.value());
    } else if (entry instanceof Tape.Computed computed) {
      add(place, computed);
    }
  }

  private void add(int place, Tape.Computed entry) {
    List<Integer> inputs = entry.inputs();
    if (entry.op() instanceof Op.Scale scale) {
      PtNDArray factor = engine.scalar(DjlEngine.dataType(entry.type().dtype()), scale.factor());
      factors.add(factor);
      steps.add(new Step(place, in -> JniUtils.mul(in.get(0), factor), inputs, List.of()));
    } else if (entry.op() instanceof Op.Add && isLinear(inputs.get(0), inputs.get(1))) {
      List<Integer> product = steps.remove(steps.size() - 1).inputs();
      steps.add(
          new Step(
              place,
              in -> JniUtils.linear(in.get(0), in.get(1), in.get(2)),
              List.of(product.get(0), product.get(1), inputs.get(1)),
              List.of()));
    } else {
      steps.add(new Step(place, in -> entry.op().apply(engine, in), inputs, List.of()));
    }
  }

  /** Whether the sum is that of the last step, a product x·Wᵀ with no other use, and a bias. */
  private boolean isLinear(int product, int bias) {
    Shape shape = entries.get(product).type().shape();
    return !steps.isEmpty()
        && steps.get(steps.size() - 1).place() == product
        && entries.get(product) instanceof Tape.Computed computed
        && computed.op() instanceof Op.Matmul matmul
        && !matmul.transposeA()
        && matmul.transposeB()
        && uses[product] == 1
        && entries.get(bias).type().shape().equals(Shape.vector(shape.columns()));
  }

  /** Lets each step free those of its inputs that are computed and that no later step has. */
  private void free() {
    boolean[] kept = new boolean[entries.size()];
    outputs.forEach(output -> kept[output] = true);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      List<Integer> finished =
          step.inputs().stream()
              .distinct()
              .filter(input -> !kept[input] && constants[input] == null && !isParameter(input))
              .toList();
      finished.forEach(input -> kept[input] = true);
      steps.set(i, new Step(step.place(), step.kernel(), step.inputs(), finished));
    }
  }

  private boolean isParameter(int place) {
    return entries.get(place) instanceof Tape.Parameter;
  }

  /** Whether an output depends on the entry. */
  boolean needs(int place) {
    return uses[place] > 0;
  }

  /** Whether the first output depends on the entry. */
  boolean differentiates(int place) {
    return differentiated[place];
  }

  /** The places of the outputs. */
  List<Integer> outputs() {
    return outputs;
  }

  /** A place for the value of each entry; those of constants are there. */
  @Nullable PtNDArray[] values() {
    return constants.clone();
  }

  /** Computes what can be computed from the parameters, which are there. */
  void run(@Nullable PtNDArray[] values) {
    for (Step step : steps) {
      PtNDArray[] inputs = new PtNDArray[step.inputs().size()];
      for (int j = 0; j < inputs.length; j++) {
        inputs[j] = values[step.inputs().get(j)];
      }
      values[step.place()] = step.kernel().apply(Arrays.asList(inputs));
      for (int input : step.finished()) {
        values[input].close();
        values[input] = null;
      }
    }
  }

  /** Frees all values but the constants'. */
  void free(@Nullable PtNDArray[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null && constants[i] == null) {
        values[i].close();
      }
    }
  }

  /** Frees constants and factors. */
  @Override
  public void close() {
    for (PtNDArray constant : constants) {
      if (constant != null) {
        constant.close();
      }
    }
    factors.forEach(PtNDArray::close);
  }
}
