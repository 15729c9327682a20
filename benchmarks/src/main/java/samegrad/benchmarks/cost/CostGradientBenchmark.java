package samegrad.benchmarks.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.benchmarks.AverageTime;
import samegrad.benchmarks.Inputs;
import samegrad.network.Homework;
import samegrad.network.TensorName;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;

/** The gradients of a loss through samegrad and by the library's own autograd alone. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CostGradientBenchmark extends AverageTime {
  /** The widths of the layers, and the number of samples. */
  @Param({"3-4-3-2x4", "32-64-64-10x64", "784-512-256-10x128"})
  public String network = "";

  private Raw.Work raw;
  private Raw.Work spi;

  /** Prepares both ways and checks their gradients. */
  @Setup
  public void prepare(CostState state) {
    Homework homework = Inputs.homework(network, state.dtype());
    spi = state.spi().gradients(homework);
    raw = state.raw().gradients(homework);
    Oracle.Solution exact = Oracle.solve(homework);
    Map<String, Reference> references = new LinkedHashMap<>();
    for (TensorName parameter : homework.network().parameterNames()) {
      references.put(parameter.toString(), exact.tensor(parameter.gradient()));
    }
    CostState.require(raw, spi, references);
  }

  /** By the library alone. */
  @Benchmark
  public Object raw() {
    return raw.run();
  }

  /** Through samegrad. */
  @Benchmark
  public Object samegrad() {
    return spi.run();
  }
}
