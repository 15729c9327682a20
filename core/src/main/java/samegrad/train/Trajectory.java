package samegrad.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * What became of the steps that somebody took.
 *
 * <p>Each is compared with the step in exact arithmetic from the very numbers that the one before
 * left, and with the bound on what rounding may do to a correct computation of it. So an error
 * beyond a bound is a defect of that step alone: what the steps before have lost is in the start,
 * not in the error.
 *
 * @param steps how many there are
 * @param errorOverBound the largest error as a fraction of its bound
 * @param abstaining how many tensors of all steps abstain
 * @param firstDefect the first step and tensor beyond its bound
 * @param last the last step
 */
public record Trajectory(
    int steps, double errorOverBound, int abstaining, Optional<String> firstDefect, Step last) {
  private static final OracleOperations EXACT = OracleOperations.QUICK;

  /** Judges each step. */
  public static Trajectory of(Homework homework, Sgd sgd, List<Step> steps) {
    double worst = 0;
    int abstaining = 0;
    Optional<String> defect = Optional.empty();
    Step before = Step.start(homework);
    for (Step step : steps) {
      for (var exact : exactly(before, homework, sgd).entrySet()) {
        Comparison comparison = Comparison.of(step.get(exact.getKey()), exact.getValue());
        worst = Math.max(worst, comparison.maxRatio());
        abstaining += comparison.verdict() == Verdict.ABSTAIN ? 1 : 0;
        if (comparison.verdict() == Verdict.DIFFER && defect.isEmpty()) {
          defect = Optional.of("step " + step.number() + ", " + exact.getKey());
        }
      }
      before = step;
    }
    return new Trajectory(steps.size(), worst, abstaining, defect, before);
  }

  /** The tensors of the step that follows that one. */
  private static Map<String, Reference> exactly(Step from, Homework homework, Sgd sgd) {
    Oracle.Solution exact = Oracle.solve(sgd.batch(from.of(homework), from.number()));
    Map<String, Reference> tensors = new LinkedHashMap<>();
    tensors.put(Step.LOSS, exact.tensor(TensorName.LOSS));
    for (TensorName parameter : homework.network().parameterNames()) {
      String w = parameter.toString();
      Reference v = OracleOperations.of(from.get(w + Step.VELOCITY));
      Reference after = sgd.velocity(EXACT, v, exact.tensor(parameter.gradient()));
      tensors.put(w, sgd.descend(EXACT, OracleOperations.of(from.get(w)), after));
      tensors.put(w + Step.VELOCITY, after);
    }
    return tensors;
  }

  /** The largest difference between the numbers that two steps of a network left. */
  public static double apart(Step a, Step b) {
    double apart = 0;
    for (String name : a.tensors().keySet()) {
      for (int i = 0; i < a.get(name).shape().size(); i++) {
        apart = Math.max(apart, Math.abs(a.get(name).get(i) - b.get(name).get(i)));
      }
    }
    return apart;
  }
}
