package samegrad.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.DType;
import samegrad.autograd.Autograd;
import samegrad.network.HomeworkResult;
import samegrad.verify.Accuracy;
import samegrad.verify.Determinism;

/** What came of asking one backend. */
sealed interface Outcome {
  /**
   * It answered.
   *
   * @param engine what it is and runs on
   * @param results the homework with each autograd; empty if only the engine was asked for
   */
  record Answered(EngineText engine, Map<Autograd, HomeworkResult> results) implements Outcome {}

  /**
   * It was measured.
   *
   * @param accuracies of each operation and dtype
   * @param determinism of each dtype; empty if no runs were asked for
   */
  record Measured(List<Accuracy> accuracies, Map<DType, Determinism> determinism)
      implements Outcome {}

  /**
   * It did not.
   *
   * @param why in one line
   */
  record Failed(String why) implements Outcome {}

  /** Why it failed, if it did. */
  default Optional<String> failure() {
    return this instanceof Failed failed ? Optional.of(failed.why()) : Optional.empty();
  }

  /**
   * An engine's description in texts.
   *
   * @param version libraries and their versions
   * @param device where it computes
   * @param threads how many threads it may use
   * @param autograd what computes its native gradients
   */
  record EngineText(String version, String device, int threads, String autograd) {}
}
