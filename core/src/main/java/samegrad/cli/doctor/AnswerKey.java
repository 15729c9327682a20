package samegrad.cli.doctor;

import java.util.Map;
import samegrad.autograd.Autograd;
import samegrad.cli.worker.Outcome;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * What every backend must make of the built-in homework.
 *
 * @param exact the oracle's solution
 */
record AnswerKey(Oracle.Solution exact) {
  static AnswerKey ofBuiltIn() {
    return new AnswerKey(Oracle.solve(Homework.builtIn()));
  }

  /** The outcome itself, or that one of its numbers is wrong. */
  Outcome check(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      for (Map.Entry<Autograd, HomeworkResult> result : answered.results().entrySet()) {
        Map<TensorName, HostTensor> tensors = result.getValue().tensors();
        for (Map.Entry<TensorName, Reference> right : exact.tensors().entrySet()) {
          HostTensor tensor = tensors.get(right.getKey());
          if (tensor == null
              || Comparison.of(tensor, right.getValue()).verdict() == Verdict.DIFFER) {
            return new Outcome.Failed(
                "wrong: %s with %s autograd is not what the built-in homework has"
                    .formatted(right.getKey(), result.getKey()));
          }
        }
      }
    }
    return outcome;
  }
}
