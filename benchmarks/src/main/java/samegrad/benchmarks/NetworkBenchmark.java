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
import samegrad.network.LayerOutput;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.tensor.Tensor;
import samegrad.verify.Oracle;

/**
 * The output of a network, and its loss with all gradients, for a batch that lies, as the
 * parameters do, where the backend computes. Nothing is read back.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class NetworkBenchmark extends AverageTime {
  /** Widths of the layers and a number of samples, or a network's file. */
  @Param({"3-4-3-2x4", "32-64-64-10x64", "784-512-256-10x128", "1024-2048-2048-1000x256"})
  public String network = "";

  /** The number of samples, which repeat those of the network; 0: as many as it has. */
  @Param({"0"})
  public int samples;

  /** What computes the gradients. */
  @Param({"native"})
  public String autograd = "";

  /** How many million multiply-adds the oracle checks before anything is timed. */
  @Param({"80"})
  public int checked;

  private Backend backend;
  private Network layers;
  private Parameters parameters;
  private Tensor x;
  private ValueAndGradients gradient;
  private Evaluator evaluator;

  /** Prepares both and checks them, for fewer samples if there are many. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    Homework read = Inputs.homework(network, state.dtype());
    Homework homework = samples == 0 ? read : Inputs.withSamples(read, samples);
    layers = homework.network();
    parameters = backend.place(homework.parameters());
    check(Inputs.forTheOracle(homework, 1_000_000L * checked));
    x = backend.place(homework.x());
    gradient = backend.valueAndGradients(homework.loss(), Autograd.of(autograd));
    evaluator = gradient.evaluator();
  }

  private void check(Homework homework) {
    Oracle.Solution exact = Oracle.solve(homework);
    x = backend.place(homework.x());
    Verified.require(output(), exact.tensor(TensorName.a(layers.layers().size() - 1)));
    try (ValueAndGradients checked =
            backend.valueAndGradients(homework.loss(), Autograd.of(autograd));
        Evaluator reused = checked.evaluator()) {
      for (Evaluation at :
          List.of(
              checked.evaluate(parameters),
              reused.evaluate(parameters),
              reused.evaluate(parameters))) {
        Verified.require(at.result(), exact.tensor(TensorName.LOSS));
        for (TensorName parameter : layers.parameterNames()) {
          Verified.require(at.gradient(parameter.toString()), exact.tensor(parameter.gradient()));
        }
      }
    }
  }

  private Tensor output() {
    List<LayerOutput<Tensor>> outputs = layers.<Tensor>forward(backend, parameters::get, x);
    return outputs.get(outputs.size() - 1).a();
  }

  /** One pass forward. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor forward(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(output());
    }
  }

  /** One step, prepared once, into the tensors of the step before. */
  @Benchmark
  public Evaluation gradientStep(BackendState state) {
    return state.computed(evaluator.evaluate(parameters));
  }

  /** The same into new tensors. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Evaluation gradientStepIntoNewTensors(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(gradient.evaluate(parameters));
    }
  }
}
