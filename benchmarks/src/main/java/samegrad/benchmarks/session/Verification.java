package samegrad.benchmarks.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.autograd.Autograd;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.report.Context;
import samegrad.cli.order.OrderReport;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.ServiceEntry;
import samegrad.cli.worker.Workers;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Verdict;

/**
 * Whether the backends are right, before anything is timed.
 *
 * @param versions by backend: what it is
 * @param failures by backend: why it is not to be measured
 * @param checks of each tensor of each backend that answered
 * @param results of one that is right, to be drawn; empty if none is
 * @param orders in which they add
 */
record Verification(
    Map<String, String> versions,
    Map<String, String> failures,
    List<Context.Check> checks,
    Map<TensorName, HostTensor> results,
    OrderReport orders) {
  /** Some seconds of the oracle's. */
  private static final long ORACLE_LIMIT = 80_000_000;

  /** Of a sum, and of an element of a product, whose order of addition is shown. */
  private static final int TERMS = 16;

  private static final int DEPTH = 32;
  private static final int ROWS = 32;

  /** Asks each of the backends for the homework, or for its first samples if there are many. */
  static Verification of(Homework homework, List<ServiceEntry> entries, Workers workers) {
    Homework checked = Inputs.forTheOracle(homework, ORACLE_LIMIT);
    Oracle.Solution exact = Oracle.solve(checked);
    Verification found =
        new Verification(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new LinkedHashMap<>(),
            new OrderReport());
    Question.Order order = new Question.Order(homework.dtype(), TERMS, DEPTH, ROWS);
    for (ServiceEntry entry : entries) {
      Answer answer = workers.ask(entry, new Question.Solve(checked));
      answer.outcome().failure().ifPresent(why -> found.failures.put(answer.backend(), why));
      if (answer.outcome() instanceof Outcome.Answered answered) {
        found.versions.put(answer.backend(), answered.engine().version());
        HomeworkResult result = answered.results().get(Autograd.NATIVE);
        if (result != null) {
          found.add(answer.backend(), result, exact);
        }
        if (workers.ask(entry, order).outcome() instanceof Outcome.Ordered ordered) {
          String threads = Integer.toString(workers.config().threads());
          found.orders.add(answer.backend(), threads, ordered.orders());
        }
      }
    }
    return found;
  }

  private void add(String backend, HomeworkResult result, Oracle.Solution exact) {
    result
        .tensors()
        .forEach(
            (name, tensor) -> {
              Comparison error = Comparison.of(tensor, exact.tensor(name));
              String bits = Integer.toHexString(Arrays.hashCode(tensor.toArray()));
              checks.add(
                  new Context.Check(
                      backend,
                      name.toString(),
                      error.maxRatio(),
                      bits,
                      error.verdict().toString()));
              if (error.verdict() == Verdict.DIFFER) {
                failures.put(backend, "is wrong in " + name + ": " + error.describe());
              }
            });
    if (!failures.containsKey(backend)) {
      result.tensors().forEach(results::putIfAbsent);
    }
  }
}
