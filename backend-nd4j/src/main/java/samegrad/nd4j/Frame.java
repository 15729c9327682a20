package samegrad.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one thread at a time needs to perform a {@link OperationSequence}: an array for each slot
 * and a native context for each step, with the step's arrays bound to it.
 *
 * <p>The arrays of intermediate values are the frame's own and are used again by each run, in
 * contexts that are bound once. Steps that read a parameter or write a result are bound anew.
 */
final class Frame implements AutoCloseable {
  private final OperationSequence sequence;
  private final Memory memory;
  private final Set<Integer> results;
  private final @Nullable INDArray[] arrays;
  private final List<Bound> steps = new ArrayList<>();

  /** A step with its context; if {@code fixed}, always with the same arrays. */
  private record Bound(OperationSequence.Step step, OpContext context, boolean fixed) {}

  /**
   * Makes contexts and intermediate arrays.
   *
   * @param sequence what is to be performed
   * @param memory where intermediate arrays come from
   * @param constants arrays for slots that are the same in all runs
   * @param parameters arrays of the shapes that later runs will have, for the other slots that no
   *     step writes
   * @param results the slots whose arrays the caller will {@link #put} there before each run
   */
  Frame(
      OperationSequence sequence,
      Memory memory,
      Map<Integer, INDArray> constants,
      Map<Integer, INDArray> parameters,
      Set<Integer> results) {
    this.sequence = sequence;
    this.memory = memory;
    this.results = results;
    this.arrays = new INDArray[sequence.slots()];
    constants.forEach(this::put);
    parameters.forEach(this::put);
    try {
      for (OperationSequence.Step step : sequence.steps()) {
        prepare(step, slot -> parameters.containsKey(slot) || results.contains(slot));
      }
    } catch (Throwable failure) {
      free(slot -> true);
      throw failure;
    }
    free(results::contains);
  }

  private void prepare(OperationSequence.Step step, IntPredicate changing) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    bindInputs(step, context);
    List<LongShapeDescriptor> shapes;
    if (step.op() instanceof DynamicCustomOp custom) {
      context.setIArguments(custom.iArgs());
      context.setTArguments(custom.tArgs());
      context.setBArguments(custom.bArgs());
      context.setDArguments(custom.dArgs());
      shapes = custom.calculateOutputShape(context);
    } else {
      shapes = ((BaseOp) step.op()).calculateOutputShape(context);
    }
    for (int i = 0; i < step.outputs().size(); i++) {
      long[] shape = shapes.get(i).getShape();
      put(
          step.outputs().get(i),
          memory.uninitialized(shapes.get(i).dataType(), shape[0], shape[1]));
    }
    bindOutputs(step, context);
    boolean changes =
        step.inputs().stream().anyMatch(changing::test)
            || step.outputs().stream().anyMatch(changing::test);
    steps.add(new Bound(step, context, !changes));
  }

  private void bindInputs(OperationSequence.Step step, OpContext context) {
    for (int i = 0; i < step.inputs().size(); i++) {
      context.setInputArray(i, get(step.inputs().get(i)));
    }
  }

  private void bindOutputs(OperationSequence.Step step, OpContext context) {
    for (int i = 0; i < step.outputs().size(); i++) {
      context.setOutputArray(i, get(step.outputs().get(i)));
    }
  }

  /** Puts an array into a slot; it has the shape of the one before. */
  void put(int slot, INDArray array) {
    arrays[slot] = array;
  }

  /** The array that is in the slot. */
  INDArray get(int slot) {
    INDArray array = arrays[slot];
    if (array == null) {
      throw new IllegalStateException("slot " + slot + " is read before it is written");
    }
    return array;
  }

  /** How many elements the largest array has. */
  long largest() {
    return Arrays.stream(arrays)
        .mapToLong(array -> array == null ? 0 : array.length())
        .max()
        .orElse(0);
  }

  /** Performs the steps. */
  void run() {
    for (Bound bound : steps) {
      OpContext context = bound.context();
      if (!bound.fixed()) {
        // Without this the native context would keep what was bound before, for ever.
        context.purge();
        bindInputs(bound.step(), context);
        bindOutputs(bound.step(), context);
      }
      DifferentialFunction op = bound.step().op();
      if (op instanceof DynamicCustomOp custom) {
        Nd4j.getExecutioner().exec(custom, context);
      } else {
        Nd4j.getExecutioner().exec((Op) op, context);
      }
    }
  }

  /** Frees the intermediate arrays. The contexts ND4J frees when they are garbage. */
  @Override
  public void close() {
    free(slot -> !results.contains(slot));
  }

  private void free(IntPredicate wanted) {
    for (OperationSequence.Step step : sequence.steps()) {
      for (int slot : step.outputs()) {
        INDArray array = arrays[slot];
        if (array != null && wanted.test(slot)) {
          arrays[slot] = null;
          memory.free(array);
        }
      }
    }
  }
}
