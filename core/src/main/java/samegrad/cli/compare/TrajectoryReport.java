package samegrad.cli.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Table;
import samegrad.cli.worker.Outcome;
import samegrad.network.Homework;
import samegrad.train.LossCurve;
import samegrad.train.Sgd;
import samegrad.train.Step;
import samegrad.train.Trajectory;

/**
 * How all backends train one network: each step judged from its own start, and how far the
 * trajectories part.
 */
record TrajectoryReport(
    @JsonIgnore Homework homework, Sgd sgd, List<Row> rows, @JsonIgnore List<LossCurve> curves) {
  /**
   * One trajectory.
   *
   * @param errorOverBound the largest error of a step as a fraction of its bound
   * @param firstDefect the first step and tensor beyond its bound, or why there are no steps
   * @param apartAtFirst how far the numbers are from those of the first row, after one step
   * @param apartAtLast the same after the last step
   */
  private record Row(
      String backend,
      String how,
      int steps,
      double loss,
      double errorOverBound,
      int abstaining,
      Optional<String> firstDefect,
      double apartAtFirst,
      double apartAtLast) {}

  static TrajectoryReport of(Homework homework, Sgd sgd, List<Asked> asked) {
    List<Row> rows = new ArrayList<>();
    List<Step> first = new ArrayList<>();
    List<LossCurve> curves = new ArrayList<>();
    for (Asked one : asked) {
      if (one.outcome() instanceof Outcome.Trained trained) {
        trained
            .steps()
            .forEach(
                (autograd, answered) -> {
                  List<Step> steps =
                      answered.stream().map(step -> step.to(homework.dtype())).toList();
                  first.addAll(first.isEmpty() ? steps : List.of());
                  curves.add(
                      new LossCurve(
                          one.backend() + " " + autograd, steps.stream().map(Step::loss).toList()));
                  Trajectory trajectory = Trajectory.of(homework, sgd, steps);
                  int last = steps.size() - 1;
                  rows.add(
                      new Row(
                          one.backend(),
                          autograd.toString(),
                          steps.size(),
                          trajectory.last().loss(),
                          trajectory.errorOverBound(),
                          trajectory.abstaining(),
                          trajectory.firstDefect(),
                          Trajectory.apart(steps.get(0), first.get(0)),
                          Trajectory.apart(steps.get(last), first.get(last))));
                });
      } else {
        Optional<String> why = Optional.of(one.outcome().failure().orElse("no answer"));
        rows.add(new Row(one.backend(), "", 0, 0, 0, 0, why, 0, 0));
      }
    }
    return new TrajectoryReport(homework, sgd, rows, curves);
  }

  @JsonProperty
  int exitStatus() {
    if (rows.stream().allMatch(row -> row.steps() == 0)) {
      return ExitStatus.UNKNOWN;
    }
    return rows.stream().allMatch(row -> row.firstDefect().isEmpty())
        ? ExitStatus.DONE
        : ExitStatus.NO;
  }

  @JsonProperty
  String answer() {
    return switch (exitStatus()) {
      case ExitStatus.DONE ->
          "Every step is within the bound that follows from where it started. So the trajectories"
              + " part by rounding alone, which each step passes on, larger or smaller.";
      case ExitStatus.NO ->
          "A step left the bound that follows from where it started: that is no rounding.";
      default -> "Nobody knows: no backend answered.";
    };
  }

  String text() {
    Table table =
        new Table(
            "backend,how,steps,loss,error/bound,abstaining,first defect,apart at first,apart at last"
                .split(","));
    for (Row row : rows) {
      table.row(
          row.backend(),
          row.how(),
          row.steps(),
          Table.number("%.6g", row.loss()),
          Table.number("%.2g", row.errorOverBound()),
          row.abstaining(),
          row.firstDefect().orElse("none"),
          Table.number("%.2g", row.apartAtFirst()),
          Table.number("%.2g", row.apartAtLast()));
    }
    return String.join(
        System.lineSeparator(),
        "%s, %d samples, %s, %s"
            .formatted(homework.network(), homework.samples(), homework.dtype(), sgd),
        "error/bound: the largest error of a step, from where the step before left off; apart: the"
            + " largest",
        "difference of a number from the first row's",
        "",
        table.toString(),
        "",
        answer());
  }
}
