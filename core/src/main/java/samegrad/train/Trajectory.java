package samegrad.train;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Verdict;

/**
 * What became of the steps that somebody took, each judged from its own start.
 *
 * @param steps how many there are
 * @param errorOverBound the largest error as a fraction of its bound
 * @param abstaining how many tensors of all steps abstain
 * @param firstDefect the first step and tensor beyond its bound
 * @param last the last step
 */
public record Trajectory(
    int steps, double errorOverBound, int abstaining, Optional<String> firstDefect, Step last) {

  /** Judges each step. */
  public static Trajectory of(Homework homework, Sgd sgd, List<Step> steps) {
    double worst = 0;
    int abstaining = 0;
    Optional<String> defect = Optional.empty();
    Step before = Step.start(homework);
    for (Step step : steps) {
      for (var each : ExactStep.after(before, homework, sgd).compare(step).entrySet()) {
        Comparison comparison = each.getValue();
        worst = Math.max(worst, comparison.maxRatio());
        abstaining += comparison.verdict() == Verdict.ABSTAIN ? 1 : 0;
        if (comparison.verdict() == Verdict.DIFFER && defect.isEmpty()) {
          defect = Optional.of("step " + step.number() + ", " + each.getKey());
        }
      }
      before = step;
    }
    return new Trajectory(steps.size(), worst, abstaining, defect, before);
  }

  /** The largest difference between the parameters that two steps left. */
  public static double apart(Step a, Step b) {
    double apart = 0;
    for (var parameter : a.parameters().entrySet()) {
      HostTensor other = Objects.requireNonNull(b.parameters().get(parameter.getKey()));
      for (int i = 0; i < parameter.getValue().shape().size(); i++) {
        apart = Math.max(apart, Math.abs(parameter.getValue().get(i) - other.get(i)));
      }
    }
    return apart;
  }
}
