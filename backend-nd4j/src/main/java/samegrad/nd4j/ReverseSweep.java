package samegrad.nd4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;

/**
 * Adds to a graph of SameDiff the gradients of one of its variables.
 *
 * <p>The rules, and adding up what reaches one variable on several ways, are SameDiff's own ({@code
 * DifferentialFunction.diff}). Only the order is found here, the reverse of that in which the
 * operations were written down. {@code SameDiff.createGradFunction} does the same on a copy of the
 * graph, but in version 1.0.0-M2.1 it copies each operation through FlatBuffers, for which it
 * parses the operator lists of TensorFlow and ONNX (nearly a second), and prints a line for each on
 * standard output.
 */
final class ReverseSweep {
  private final SameDiff graph;
  private final Set<String> dependent;

  /**
   * For a graph to which nothing else will be added.
   *
   * @param parameters the variables that gradients are wanted of
   */
  ReverseSweep(SameDiff graph, List<SDVariable> parameters) {
    this.graph = graph;
    this.dependent = new HashSet<>();
    parameters.forEach(parameter -> dependent.add(parameter.name()));
    for (SameDiffOp op : graph.getOps().values()) {
      if (op.getInputsToOp().stream().anyMatch(dependent::contains)) {
        dependent.addAll(op.getOutputsOfOp());
      }
    }
  }

  /**
   * Differentiates.
   *
   * @param value what is differentiated
   * @param seed the gradient of the value with respect to itself: 1
   */
  void differentiate(SDVariable value, SDVariable seed) {
    List<SameDiffOp> forward = new ArrayList<>(graph.getOps().values());
    graph.setGradientForVariableName(value.name(), seed);
    for (int i = forward.size() - 1; i >= 0; i--) {
      SameDiffOp op = forward.get(i);
      SDVariable result = graph.getVariable(op.getOutputsOfOp().get(0));
      // The maximum is the shift within a softmax, which does not depend on what it is shifted by.
      boolean shift = op.getOp() instanceof Max;
      if (dependent.contains(result.name()) && result.hasGradient() && !shift) {
        op.getOp().diff(List.of(result.getGradient()));
      }
    }
  }

  /** The gradient with respect to a parameter; empty if the value does not depend on it. */
  Optional<SDVariable> gradient(SDVariable parameter) {
    return parameter.hasGradient() ? Optional.of(parameter.getGradient()) : Optional.empty();
  }
}
