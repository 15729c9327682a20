package samegrad.cli.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.autograd.Autograd;
import samegrad.measure.Accuracy;
import samegrad.measure.Determinism;
import samegrad.measure.SummationOrder;
import samegrad.network.HomeworkResult;
import samegrad.spi.Causes;
import samegrad.spi.EngineInfo;
import samegrad.tensor.DType;
import samegrad.train.Step;

/** What came of asking one backend. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Outcome.Answered.class, name = "answered"),
  @JsonSubTypes.Type(value = Outcome.Trained.class, name = "trained"),
  @JsonSubTypes.Type(value = Outcome.Measured.class, name = "measured"),
  @JsonSubTypes.Type(value = Outcome.Ordered.class, name = "ordered"),
  @JsonSubTypes.Type(value = Outcome.Unavailable.class, name = "unavailable"),
  @JsonSubTypes.Type(value = Outcome.Failed.class, name = "failed")
})
public sealed interface Outcome {
  /**
   * It answered.
   *
   * @param engine what it is and runs on
   * @param results the homework with each autograd; empty if only the engine was asked for
   */
  record Answered(EngineInfo engine, Map<Autograd, HomeworkResult> results) implements Outcome {}

  /** It took steps of training, with each autograd. */
  record Trained(Map<Autograd, List<Step>> steps) implements Outcome {}

  /**
   * It was measured.
   *
   * @param accuracies of each operation and dtype
   * @param determinism of each dtype; empty if no runs were asked for
   */
  record Measured(List<Accuracy> accuracies, Map<DType, Determinism> determinism)
      implements Outcome {}

  /** In which order it adds. */
  record Ordered(List<SummationOrder> orders) implements Outcome {}

  /**
   * It is there and lacks what it needs to run here.
   *
   * @param why in one line, with what would help
   * @param serves whether it is meant for the device that was asked for
   */
  record Unavailable(String why, boolean serves) implements Outcome {}

  /**
   * It was asked and failed.
   *
   * @param why in one line
   * @param causes what was thrown, then its cause, down to the root, each in one line; empty if
   *     nothing was thrown
   */
  record Failed(String why, List<String> causes) implements Outcome {
    /** A failure without an exception. */
    public Failed(String why) {
      this(why, List.of());
    }

    /**
     * What was thrown, and what is at the root of it.
     *
     * @param what was being done
     */
    static Failed of(String what, Throwable thrown) {
      List<String> causes = Causes.of(thrown);
      String first = causes.get(0);
      String root = causes.get(causes.size() - 1);
      return new Failed(
          what + ": " + first + (first.contains(root) ? "" : ", caused by " + root), causes);
    }
  }

  /** Why it gave no answer, if it gave none. */
  default Optional<String> failure() {
    if (this instanceof Failed failed) {
      return Optional.of(failed.why());
    }
    return this instanceof Unavailable unavailable
        ? Optional.of("unavailable: " + unavailable.why())
        : Optional.empty();
  }
}
