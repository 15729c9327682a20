package samegrad.benchmarks;

import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.verify.OracleOperations;

/** Elementwise operations and sums of a matrix that lies where the backend computes. */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class ElementwiseBenchmark extends AverageTime {
  /** Rows × columns. */
  @Param({"128x512", "1024x2048"})
  public String shape = "";

  /** The operation. */
  @Param({"add", "add-row", "subtract", "multiply", "scale", "sum", "sum-rows"})
  public String operation = "";

  private Backend backend;
  private Supplier<Tensor> call;

  /** Places the operands and checks the result. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    int[] sizes = Inputs.sizes(shape, "[0-9]+x[0-9]+");
    HostTensor a = Inputs.normal(1, state.dtype(), Shape.matrix(sizes[0], sizes[1]), 1);
    HostTensor b = Inputs.normal(2, state.dtype(), a.shape(), 1);
    HostTensor row = Inputs.normal(3, state.dtype(), Shape.vector(sizes[1]), 1);
    call = call(backend, backend.place(a), backend.place(b), backend.place(row), row.shape());
    Verified.require(
        call.get(),
        call(
                OracleOperations.INSTANCE,
                OracleOperations.of(a),
                OracleOperations.of(b),
                OracleOperations.of(row),
                row.shape())
            .get());
  }

  private <T> Supplier<T> call(Operations<T> operations, T a, T b, T row, Shape target) {
    return switch (operation) {
      case "add" -> () -> operations.add(a, b);
      case "add-row" -> () -> operations.add(a, row);
      case "subtract" -> () -> operations.subtract(a, b);
      case "multiply" -> () -> operations.multiply(a, b);
      case "scale" -> () -> operations.scale(a, 0.125);
      case "sum" -> () -> operations.sum(a, Shape.scalar());
      case "sum-rows" -> () -> operations.sum(a, target);
      default -> throw new IllegalArgumentException("no operation " + operation);
    };
  }

  /** The operation. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor result(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(call.get());
    }
  }
}
