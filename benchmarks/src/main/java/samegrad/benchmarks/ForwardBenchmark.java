package samegrad.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.network.LayerOutput;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.tensor.Tensor;
import samegrad.verify.Oracle;

/**
 * The output of a network for a batch that lies, as the parameters do, where the backend computes.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ForwardBenchmark extends AverageTime {
  /** The widths of the layers, and the number of samples. */
  @Param({"3-4-3-2x4", "32-64-64-10x64", "784-512-256-10x128", "1024-2048-2048-1000x256"})
  public String network = "";

  private Backend backend;
  private Network layers;
  private Parameters parameters;
  private Tensor x;

  /** Places the operands and checks the output, for fewer samples if there are many. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    Homework homework = Inputs.homework(network, state.dtype());
    layers = homework.network();
    parameters = backend.place(homework.parameters());
    Homework checked = Inputs.forTheOracle(homework);
    x = backend.place(checked.x());
    Verified.require(
        output(), Oracle.solve(checked).tensor(TensorName.a(layers.layers().size() - 1)));
    x = backend.place(homework.x());
  }

  private Tensor output() {
    List<LayerOutput<Tensor>> outputs = layers.<Tensor>forward(backend, parameters::get, x);
    return outputs.get(outputs.size() - 1).a();
  }

  /** One pass. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor forward(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(output());
    }
  }
}
