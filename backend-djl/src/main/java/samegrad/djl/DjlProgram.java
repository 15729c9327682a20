package samegrad.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.TensorType;

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
  private final CallSequence calls;
  private final int[] parameters;
  private final List<Integer> differentiated;
  private final List<TensorType> gradientTypes;
  private final PtNDArray one;

  DjlProgram(DjlEngine engine, Tape tape) {
    this.engine = engine;
    this.parameters = tape.parameters().stream().mapToInt(Integer::intValue).toArray();
    this.differentiated = tape.differentiated();
    this.gradientTypes = differentiated.stream().map(i -> tape.entries().get(i).type()).toList();
    this.one = engine.scalar(DjlEngine.dataType(tape.scalarType().dtype()), 1);
    try {
      this.calls = CallSequence.of(engine, tape);
    } catch (Throwable failure) {
      one.close();
      throw failure;
    }
  }

  @Override
  public List<PtNDArray> evaluate(List<PtNDArray> given) {
    boolean recording = JniUtils.isGradMode();
    if (!recording) {
      JniUtils.setGradMode(true);
    }
    @Nullable PtNDArray[] values = calls.values();
    List<PtNDArray> results = new ArrayList<>(calls.outputs().size() + differentiated.size());
    try {
      engine.useThreads();
      alias(given, values);
      calls.run(values);
      int scalar = calls.outputs().get(0);
      results.add(JniUtils.detachGradient(values[scalar]));
      backward(values, scalar, results);
      for (int output : calls.outputs().subList(1, calls.outputs().size())) {
        results.add(JniUtils.detachGradient(values[output]));
      }
      return results;
    } catch (Throwable failure) {
      results.forEach(engine::free);
      throw failure;
    } finally {
      calls.free(values);
      if (!recording) {
        JniUtils.setGradMode(false);
      }
    }
  }

  private void alias(List<PtNDArray> given, @Nullable PtNDArray[] values) {
    for (int i = 0; i < parameters.length; i++) {
      int place = parameters[i];
      if (calls.needs(place)) {
        values[place] = JniUtils.detachGradient(given.get(i));
        if (differentiated.contains(place)) {
          JniUtils.attachGradient(values[place], true);
        }
      }
    }
  }

  private void backward(@Nullable PtNDArray[] values, int scalar, List<PtNDArray> results) {
    if (differentiated.stream().anyMatch(calls::differentiates)) {
      JniUtils.backward(values[scalar], one, false, false);
    }
    for (int i = 0; i < differentiated.size(); i++) {
      int place = differentiated.get(i);
      results.add(
          calls.differentiates(place)
              ? JniUtils.getGradient(values[place])
              : engine.zeros(gradientTypes.get(i)));
    }
  }

  @Override
  public void close() {
    calls.close();
    one.close();
  }
}
