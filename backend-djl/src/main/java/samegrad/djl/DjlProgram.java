package samegrad.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.TensorType;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;

/**
 * Runs a tape eagerly and lets libtorch's autograd do the reverse.
 *
 * <p>Each evaluation differentiates with respect to aliases of the parameters: tensors of their own
 * that share the parameters' memory. So the parameters never require gradients, no gradient is left
 * on one or added to that of an earlier evaluation, and several threads may evaluate at once. DJL's
 * {@code GradientCollector} is of no use here: only one in a process may be open.
 */
final class DjlProgram implements GradientProgram<PtNDArray> {
  private final DjlEngine engine;
  private final List<Tape.Entry> entries;
  private final int output;
  private final int[] parameters;
  private final TensorType[] parameterTypes;

  /** Whether the output depends on the entry. */
  private final boolean[] needed;

  /** For each entry the inputs that no later one has. */
  private final int[][] finished;

  private final @Nullable PtNDArray[] constants;
  private final PtNDArray one;

  DjlProgram(DjlEngine engine, Tape tape) {
    this.engine = engine;
    this.entries = tape.entries();
    this.output = tape.outputs().get(0);
    this.parameters = tape.parameters().stream().mapToInt(Integer::intValue).toArray();
    this.parameterTypes =
        tape.parameters().stream().map(i -> entries.get(i).type()).toArray(TensorType[]::new);
    this.needed = needed();
    this.finished = finished();
    this.constants = new PtNDArray[entries.size()];
    try {
      for (int i = 0; i < constants.length; i++) {
        if (needed[i] && entries.get(i).op() instanceof Op.Constant constant) {
          constants[i] = engine.upload(constant.value());
        }
      }
      this.one = engine.scalar(DjlEngine.dataType(entries.get(output).type().dtype()), 1);
    } catch (Throwable failure) {
      close(constants);
      throw failure;
    }
  }

  private boolean[] needed() {
    boolean[] result = new boolean[entries.size()];
    result[output] = true;
    for (int i = output; i >= 0; i--) {
      if (result[i]) {
        entries.get(i).inputs().forEach(input -> result[input] = true);
      }
    }
    return result;
  }

  private int[][] finished() {
    boolean[] seen = new boolean[entries.size()];
    seen[output] = true;
    int[][] result = new int[entries.size()][];
    for (int i = output; i >= 0; i--) {
      result[i] =
          !needed[i]
              ? new int[0]
              : entries.get(i).inputs().stream()
                  .mapToInt(Integer::intValue)
                  .distinct()
                  .filter(input -> !seen[input] && isComputed(input))
                  .toArray();
      for (int input : result[i]) {
        seen[input] = true;
      }
    }
    return result;
  }

  private boolean isComputed(int place) {
    Op op = entries.get(place).op();
    return !(op instanceof Op.Parameter || op instanceof Op.Constant);
  }

  @Override
  public List<PtNDArray> evaluate(List<PtNDArray> given) {
    boolean recording = JniUtils.isGradMode();
    if (!recording) {
      JniUtils.setGradMode(true);
    }
    @Nullable PtNDArray[] values = new PtNDArray[entries.size()];
    List<PtNDArray> results = new ArrayList<>(1 + parameters.length);
    try {
      engine.useThreads();
      forward(given, values);
      results.add(JniUtils.detachGradient(value(output, values)));
      backward(values, results);
      return results;
    } catch (Throwable failure) {
      results.forEach(engine::free);
      throw failure;
    } finally {
      close(values);
      if (!recording) {
        JniUtils.setGradMode(false);
      }
    }
  }

  private void forward(List<PtNDArray> given, @Nullable PtNDArray[] values) {
    for (int i = 0; i < parameters.length; i++) {
      int place = parameters[i];
      if (needed[place]) {
        values[place] = JniUtils.detachGradient(given.get(i));
        JniUtils.attachGradient(values[place], true);
      }
    }
    for (int i = 0; i <= output; i++) {
      if (needed[i] && isComputed(i)) {
        Tape.Entry entry = entries.get(i);
        values[i] = entry.op().apply(engine, inputs(entry, values));
        for (int input : finished[i]) {
          values[input].close();
          values[input] = null;
        }
      }
    }
  }

  private List<PtNDArray> inputs(Tape.Entry entry, @Nullable PtNDArray[] values) {
    PtNDArray[] inputs = new PtNDArray[entry.inputs().size()];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = value(entry.inputs().get(j), values);
    }
    return Arrays.asList(inputs);
  }

  private PtNDArray value(int place, @Nullable PtNDArray[] values) {
    PtNDArray constant = constants[place];
    return constant == null ? values[place] : constant;
  }

  private void backward(@Nullable PtNDArray[] values, List<PtNDArray> results) {
    boolean depends = false;
    for (int place : parameters) {
      depends |= needed[place];
    }
    if (depends) {
      JniUtils.backward(values[output], one, false, false);
    }
    for (int i = 0; i < parameters.length; i++) {
      int place = parameters[i];
      results.add(
          needed[place] ? JniUtils.getGradient(values[place]) : engine.zeros(parameterTypes[i]));
    }
  }

  private static void close(@Nullable PtNDArray[] arrays) {
    for (PtNDArray array : arrays) {
      if (array != null) {
        array.close();
      }
    }
  }

  @Override
  public void close() {
    close(constants);
    one.close();
  }
}
