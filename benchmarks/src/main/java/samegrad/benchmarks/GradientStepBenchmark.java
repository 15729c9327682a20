package samegrad.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Evaluator;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.verify.Oracle;

/**
 * The loss of a network and all its gradients, prepared once and evaluated at parameters that lie
 * where the backend computes. The value is not read back.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class GradientStepBenchmark extends AverageTime {
  /** The widths of the layers, and the number of samples. */
  @Param({"3-4-3-2x4", "32-64-64-10x64", "784-512-256-10x128", "1024-2048-2048-1000x256"})
  public String network = "";

  /** What computes the gradients. */
  @Param({"native"})
  public String autograd = "";

  private Backend backend;
  private Parameters parameters;
  private ValueAndGradients gradient;
  private Evaluator evaluator;

  /** Prepares the function and checks its gradients, of fewer samples if there are many. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    Homework homework = Inputs.homework(network, state.dtype());
    parameters = backend.place(homework.parameters());
    check(Inputs.forTheOracle(homework));
    gradient = backend.valueAndGradients(homework.loss(), Autograd.of(autograd));
    evaluator = gradient.evaluator();
  }

  private void check(Homework homework) {
    Oracle.Solution exact = Oracle.solve(homework);
    try (ValueAndGradients checked =
            backend.valueAndGradients(homework.loss(), Autograd.of(autograd));
        Evaluator reused = checked.evaluator()) {
      for (Evaluation at :
          List.of(
              checked.evaluate(parameters),
              reused.evaluate(parameters),
              reused.evaluate(parameters))) {
        Verified.require(at.result(), exact.tensor(TensorName.LOSS));
        for (TensorName parameter : homework.network().parameterNames()) {
          Verified.require(at.gradient(parameter.toString()), exact.tensor(parameter.gradient()));
        }
      }
    }
  }

  /** One step, into new tensors. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Evaluation evaluate(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(gradient.evaluate(parameters));
    }
  }

  /** One step, into the tensors of the step before. */
  @Benchmark
  public Evaluation evaluator(BackendState state) {
    return state.computed(evaluator.evaluate(parameters));
  }
}
