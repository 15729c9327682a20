package samegrad.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.Shape;

/**
 * Runs a tape eagerly and lets libtorch's autograd do the reverse.
 *
 * <p>Each evaluation differentiates with respect to aliases of the parameters: tensors of their own
 * that share the parameters' memory. So the parameters never require gradients, no gradient is left
 * on one or added to that of an earlier evaluation, and several threads may evaluate at once. DJL's
 * {@code GradientCollector} is of no use here: only one in a process may be open.
 *
 * <p>A product x·Wᵀ to which a vector is added is one operation, as in PyTorch's {@code nn.Linear},
 * and factors are tensors already. Both save calls, which are all that small networks cost.
 */
final class DjlProgram implements GradientProgram<PtNDArray> {
  /**
   * One operation of libtorch.
   *
   * @param place in the tape of what it computes
   * @param inputs their places
   */
  private record Step(
      int place, List<Integer> inputs, Function<List<PtNDArray>, PtNDArray> operation) {}

  private final DjlEngine engine;
  private final Tape tape;
  private final List<Integer> parameters;
  private final List<Integer> wanted;
  private final List<Step> steps = new ArrayList<>();

  /** How often each value is read by a step or is an output. */
  private final int[] uses;

  /** The step after which each value can be freed; none frees what is given or an output. */
  private final int[] lastUse;

  /** Whether the first output depends on each value. */
  private final boolean[] matters;

  /** A place for each value; those of constants are there. */
  private final @Nullable PtNDArray[] constants;

  /** Factors and the 1 that the reverse begins with. */
  private final List<PtNDArray> scalars = new ArrayList<>();

  DjlProgram(DjlEngine engine, Tape tape) {
    int size = tape.entries().size();
    this.engine = engine;
    this.tape = tape;
    this.parameters = tape.parameters();
    this.wanted = tape.differentiated();
    this.uses = new int[size];
    this.lastUse = new int[size];
    this.matters = new boolean[size];
    this.constants = new PtNDArray[size];
    tape.outputs().forEach(output -> uses[output]++);
    tape.entries().forEach(entry -> entry.inputs().forEach(input -> uses[input]++));
    matters[tape.outputs().get(0)] = true;
    for (int i = size - 1; i >= 0; i--) {
      if (matters[i]) {
        tape.entries().get(i).inputs().forEach(input -> matters[input] = true);
      }
    }
    try {
      scalars.add(engine.scalar(DjlEngine.dataType(tape.scalarType().dtype()), 1));
      for (int i = 0; i < size; i++) {
        if (tape.entries().get(i) instanceof Tape.Constant constant) {
          constants[i] = engine.upload(constant.value());
        } else if (tape.entries().get(i) instanceof Tape.Computed computed) {
          steps.add(step(i, computed));
        }
      }
    } catch (Throwable failure) {
      close();
      throw failure;
    }
    steps.forEach(step -> step.inputs().forEach(input -> lastUse[input] = step.place()));
    tape.outputs().forEach(output -> lastUse[output] = size);
  }

  private Step step(int place, Tape.Computed entry) {
    List<Integer> inputs = entry.inputs();
    if (entry.op() instanceof Op.Scale scale) {
      PtNDArray factor = engine.scalar(DjlEngine.dataType(entry.type().dtype()), scale.factor());
      scalars.add(factor);
      return new Step(place, inputs, in -> JniUtils.mul(in.get(0), factor));
    }
    if (entry.op() instanceof Op.Add && isLinear(inputs.get(0), inputs.get(1))) {
      List<Integer> product = steps.remove(steps.size() - 1).inputs();
      return new Step(
          place,
          List.of(product.get(0), product.get(1), inputs.get(1)),
          in -> JniUtils.linear(in.get(0), in.get(1), in.get(2)));
    }
    return new Step(place, inputs, in -> entry.op().apply(engine, in));
  }

  /** Whether the sum is that of the last step, a product x·Wᵀ with no other use, and a bias. */
  private boolean isLinear(int product, int bias) {
    Shape shape = tape.entries().get(product).type().shape();
    return !steps.isEmpty()
        && steps.get(steps.size() - 1).place() == product
        && tape.entries().get(product) instanceof Tape.Computed computed
        && computed.op() instanceof Op.Matmul matmul
        && !matmul.transposeA()
        && matmul.transposeB()
        && uses[product] == 1
        && tape.entries().get(bias).type().shape().equals(Shape.vector(shape.columns()));
  }

  @Override
  public List<PtNDArray> evaluate(List<PtNDArray> given) {
    boolean recording = JniUtils.isGradMode();
    if (!recording) {
      JniUtils.setGradMode(true);
    }
    @Nullable PtNDArray[] values = constants.clone();
    List<PtNDArray> results = new ArrayList<>(wanted.size() + tape.outputs().size());
    try {
      engine.useThreads();
      for (int i = 0; i < given.size(); i++) {
        PtNDArray alias = JniUtils.detachGradient(given.get(i));
        values[parameters.get(i)] = alias;
        if (wanted.contains(parameters.get(i))) {
          JniUtils.attachGradient(alias, true);
        }
      }
      forward(values);
      PtNDArray scalar = values[tape.outputs().get(0)];
      results.add(JniUtils.detachGradient(scalar));
      if (wanted.stream().anyMatch(place -> matters[place])) {
        JniUtils.backward(scalar, scalars.get(0), false, false);
      }
      for (int place : wanted) {
        results.add(
            matters[place]
                ? JniUtils.getGradient(values[place])
                : engine.zeros(tape.entries().get(place).type()));
      }
      for (int output : tape.outputs().subList(1, tape.outputs().size())) {
        results.add(JniUtils.detachGradient(values[output]));
      }
      return results;
    } catch (Throwable failure) {
      results.forEach(engine::free);
      throw failure;
    } finally {
      for (int i = 0; i < values.length; i++) {
        if (constants[i] == null) {
          free(i, values);
        }
      }
      if (!recording) {
        JniUtils.setGradMode(false);
      }
    }
  }

  /** Computes all values, and frees each that no later step reads. */
  private void forward(@Nullable PtNDArray[] values) {
    for (Step step : steps) {
      PtNDArray[] inputs = new PtNDArray[step.inputs().size()];
      Arrays.setAll(inputs, i -> values[step.inputs().get(i)]);
      values[step.place()] = step.operation().apply(Arrays.asList(inputs));
      for (int input : step.inputs()) {
        if (lastUse[input] == step.place() && tape.entries().get(input) instanceof Tape.Computed) {
          free(input, values);
        }
      }
    }
  }

  private static void free(int place, @Nullable PtNDArray[] values) {
    PtNDArray value = values[place];
    if (value != null) {
      value.close();
      values[place] = null;
    }
  }

  @Override
  public void close() {
    scalars.forEach(PtNDArray::close);
    for (PtNDArray constant : constants) {
      if (constant != null) {
        constant.close();
      }
    }
  }
}
