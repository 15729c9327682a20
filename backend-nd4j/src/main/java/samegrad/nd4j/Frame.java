package samegrad.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * What one thread at a time needs to perform a {@link Plan}: an array for each slot and a native
 * context for each step, with the arrays bound to it.
 *
 * <p>The arrays of intermediate values are the frame's own and are used again by each run; only
 * those that come from outside, and the results, are bound anew.
 */
final class Frame implements AutoCloseable {
  private final Plan plan;
  private final Set<Integer> foreign;
  private final @Nullable INDArray[] arrays;
  private final List<OpContext> contexts = new ArrayList<>();
  private final List<List<Use>> uses = new ArrayList<>();

  /** Where a slot is bound: as the input or output of that number of a step's context. */
  private record Use(OpContext context, int index, boolean output) {}

  /**
   * Makes contexts and intermediate arrays.
   *
   * @param plan what is to be performed
   * @param given arrays for the slots that no step writes, with the shapes of all later runs
   * @param results the slots whose arrays the caller will {@link #bind} before each run
   */
  Frame(Plan plan, Map<Integer, INDArray> given, Set<Integer> results) {
    this.plan = plan;
    this.foreign = results;
    this.arrays = new INDArray[plan.slots()];
    for (int i = 0; i < plan.slots(); i++) {
      uses.add(new ArrayList<>());
    }
    given.forEach((slot, array) -> arrays[slot] = array);
    try {
      plan.steps().forEach(this::prepare);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
    for (int slot : results) {
      Arrays2d.free(array(slot));
    }
  }

  private void prepare(Plan.Step step) {
    DifferentialFunction op = step.op();
    OpContext context = Nd4j.getExecutioner().buildContext();
    contexts.add(context);
    for (int i = 0; i < step.inputs().size(); i++) {
      use(step.inputs().get(i), new Use(context, i, false));
    }
    List<LongShapeDescriptor> shapes;
    if (op instanceof DynamicCustomOp custom) {
      context.setIArguments(custom.iArgs());
      context.setTArguments(custom.tArgs());
      context.setBArguments(custom.bArgs());
      context.setDArguments(custom.dArgs());
      shapes = custom.calculateOutputShape(context);
    } else {
      shapes = ((BaseOp) op).calculateOutputShape(context);
    }
    for (int i = 0; i < step.outputs().size(); i++) {
      int slot = step.outputs().get(i);
      long[] shape = shapes.get(i).getShape();
      arrays[slot] = Arrays2d.uninitialized(shapes.get(i).dataType(), shape[0], shape[1]);
      use(slot, new Use(context, i, true));
    }
  }

  private void use(int slot, Use use) {
    uses.get(slot).add(use);
    bind(use, array(slot));
  }

  private static void bind(Use use, INDArray array) {
    if (use.output()) {
      use.context().setOutputArray(use.index(), array);
    } else {
      use.context().setInputArray(use.index(), array);
    }
  }

  /** Puts an array of the caller's into a slot; it has the shape of the one before. */
  void bind(int slot, INDArray array) {
    arrays[slot] = array;
    for (Use use : uses.get(slot)) {
      bind(use, array);
    }
  }

  /** The array that is in the slot. */
  INDArray array(int slot) {
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
    var executioner = Nd4j.getExecutioner();
    List<Plan.Step> steps = plan.steps();
    for (int i = 0; i < contexts.size(); i++) {
      DifferentialFunction op = steps.get(i).op();
      if (op instanceof DynamicCustomOp custom) {
        executioner.exec(custom, contexts.get(i));
      } else {
        executioner.exec((Op) op, contexts.get(i));
      }
    }
  }

  /** Frees the intermediate arrays. The contexts ND4J frees when they are garbage. */
  @Override
  public void close() {
    for (Plan.Step step : plan.steps()) {
      for (int slot : step.outputs()) {
        INDArray array = arrays[slot];
        if (array != null && !foreign.contains(slot)) {
          arrays[slot] = null;
          Arrays2d.free(array);
        }
      }
    }
  }
}
