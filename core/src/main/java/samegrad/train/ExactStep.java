package samegrad.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * A step of training in exact arithmetic, with the bounds on what rounding may do to a correct
 * computation of it.
 *
 * <p>It starts from the very numbers that somebody's step before left. So an error beyond a bound
 * is a defect of that step alone: what the steps before have lost is in the start, not in the
 * error.
 *
 * @param tensors the loss before the step, and each parameter and its velocity after it, by name
 */
record ExactStep(Map<String, Reference> tensors) {
  private static final OracleOperations EXACT = OracleOperations.QUICK;

  /** The step that follows that one. */
  static ExactStep after(Step from, Homework homework, Sgd sgd) {
    Oracle.Solution exact = Oracle.solve(sgd.batch(from.of(homework), from.number()));
    Map<String, HostTensor> start = from.tensors();
    Map<String, Reference> tensors = new LinkedHashMap<>();
    tensors.put("loss", exact.tensor(TensorName.LOSS));
    for (TensorName parameter : homework.network().parameterNames()) {
      String w = parameter.toString();
      String v = w + Step.VELOCITY;
      tensors.put(v, sgd.velocity(EXACT, of(start, v), exact.tensor(parameter.gradient())));
      tensors.put(w, sgd.descend(EXACT, of(start, w), Objects.requireNonNull(tensors.get(v))));
    }
    return new ExactStep(tensors);
  }

  private static Reference of(Map<String, HostTensor> tensors, String name) {
    return OracleOperations.of(Objects.requireNonNull(tensors.get(name)));
  }

  /** How a step that somebody took compares with this one, tensor by tensor. */
  Map<String, Comparison> compare(Step step) {
    Map<String, Comparison> comparisons = new LinkedHashMap<>();
    step.tensors()
        .forEach(
            (name, tensor) ->
                comparisons.put(
                    name, Comparison.of(tensor, Objects.requireNonNull(tensors.get(name)))));
    return comparisons;
  }
}
