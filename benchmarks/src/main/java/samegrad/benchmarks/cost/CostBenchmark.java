package samegrad.benchmarks.cost;

import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import samegrad.benchmarks.BackendState;
import samegrad.benchmarks.OperationBenchmark;
import samegrad.tensor.HostTensor;

/**
 * An operation through samegrad and by the library alone: {@code -p
 * operation=matmul,layer,add-row,multiply,sigmoid,sum -p backend=djl,nd4j}.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CostBenchmark extends OperationBenchmark {
  private Raw raw;
  private Raw.Work work;

  /** Prepares the library, which the backend has started as it has to be, and checks its result. */
  @Setup
  public void prepareRaw(BackendState state) {
    HostTensor a = operand(1, state.dtype());
    HostTensor b = operand(2, state.dtype());
    HostTensor row = row(state.dtype());
    raw = Raw.of(state.backend, state.backend().info().threads());
    work = raw.operation(operation, a, b, row);
    check(operation, a, b, row, Objects.requireNonNull(work.results().get().get(Raw.RESULT)));
  }

  /** Closes the library. */
  @TearDown
  public void closeRaw() {
    raw.close();
  }

  /** By the library alone. */
  @Benchmark
  public Object raw() {
    return work.run().get();
  }
}
