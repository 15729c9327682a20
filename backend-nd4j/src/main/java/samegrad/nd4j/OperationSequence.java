package samegrad.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;

/**
 * The operations of a graph that its results need, in order, with the names of variables replaced
 * by the numbers of slots.
 *
 * @param steps in an order in which they can be performed
 * @param slots how many slots there are
 * @param numbers the slot of each variable that occurs, by its name
 */
record OperationSequence(List<Step> steps, int slots, Map<String, Integer> numbers) {
  /**
   * One operation.
   *
   * @param op what to do
   * @param inputs the slots it reads
   * @param outputs the slots it writes
   */
  record Step(DifferentialFunction op, List<Integer> inputs, List<Integer> outputs) {}

  /** The sequence for some variables of a graph. */
  static OperationSequence of(SameDiff graph, List<String> results) {
    Map<String, Integer> numbers = new HashMap<>();
    results.forEach(result -> number(result, numbers));
    List<Step> steps = new ArrayList<>();
    for (SameDiffOp op : needed(graph, results)) {
      steps.add(
          new Step(
              inContext(op.getOp()),
              op.getInputsToOp().stream().map(name -> number(name, numbers)).toList(),
              op.getOutputsOfOp().stream().map(name -> number(name, numbers)).toList()));
    }
    return new OperationSequence(List.copyOf(steps), numbers.size(), Map.copyOf(numbers));
  }

  /**
   * The operation in a form that runs in a native context. ND4J has some of the oldest both as Java
   * classes, which look up dimensions and make arrays at each call, and as native operations.
   */
  private static DifferentialFunction inContext(DifferentialFunction op) {
    if (op instanceof BaseReduceOp reduction && (op instanceof Sum || op instanceof Max)) {
      return DynamicCustomOp.builder(op instanceof Sum ? "reduce_sum" : "reduce_max")
          .addIntegerArguments(reduction.dimensions().toIntVector())
          .addBooleanArguments(reduction.isKeepDims())
          .build();
    }
    return op instanceof Sigmoid ? DynamicCustomOp.builder("sigmoid").build() : op;
  }

  private static int number(String name, Map<String, Integer> numbers) {
    return numbers.computeIfAbsent(name, unused -> numbers.size());
  }

  /** In the order in which they were added to the graph, which is after what they read. */
  private static List<SameDiffOp> needed(SameDiff graph, List<String> results) {
    Set<String> wanted = new HashSet<>(results);
    Deque<SameDiffOp> ops = new ArrayDeque<>(graph.getOps().values());
    List<SameDiffOp> needed = new ArrayList<>();
    while (!ops.isEmpty()) {
      SameDiffOp op = ops.removeLast();
      if (!Collections.disjoint(wanted, op.getOutputsOfOp())) {
        wanted.addAll(op.getInputsToOp());
        needed.add(op);
      }
    }
    Collections.reverse(needed);
    return needed;
  }
}
