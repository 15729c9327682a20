package samegrad.benchmarks;

import java.util.Arrays;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.OracleOperations;

/**
 * One operation on square matrices a and b, of size × size, or on a and a row, which lie where the
 * backend computes.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class OperationBenchmark extends AverageTime {
  /** What is computed, or a function of each element by its name. */
  @Param({
    "matmul", // a·b
    "layer", // a·bᵀ, as of a batch and a weight
    "weight-gradient", // aᵀ·b
    "add",
    "add-row",
    "subtract",
    "multiply",
    "scale",
    "sum",
    "sum-of-columns",
    "broadcast",
    "transpose",
    "sigmoid",
    "upload", // from Java's memory into the library's
    "download"
  })
  public String operation = "";

  /** The number of rows and columns. */
  @Param({"2", "8", "32", "128", "512", "2048"})
  public int size;

  private Backend backend;
  private HostTensor host;
  private Tensor a;
  private Tensor b;
  private Tensor row;

  /** Places the operands and checks the result, of large ones in part. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.backend();
    Shape shape = Shape.matrix(size, size);
    host = Inputs.normal(1, state.dtype(), shape, 1);
    HostTensor second = Inputs.normal(2, state.dtype(), shape, 1);
    HostTensor third = Inputs.normal(3, state.dtype(), Shape.vector(size), 1);
    a = backend.place(host);
    b = backend.place(second);
    row = backend.place(third);
    switch (operation) {
      case "matmul" -> Verified.requireProduct(result(), host, false, second, false);
      case "layer" -> Verified.requireProduct(result(), host, false, second, true);
      case "weight-gradient" -> Verified.requireProduct(result(), host, true, second, false);
      default ->
          function(operation)
              .ifPresentOrElse(
                  function -> Verified.requireFunction(function, result(), host),
                  () ->
                      Verified.require(
                          result(),
                          apply(
                              OracleOperations.INSTANCE,
                              OracleOperations.of(host),
                              OracleOperations.of(second),
                              OracleOperations.of(third))));
    }
  }

  private <T> T apply(Operations<T> operations, T a, T b, T row) {
    return switch (operation) {
      case "matmul" -> operations.matmul(a, false, b, false);
      case "layer" -> operations.matmul(a, false, b, true);
      case "weight-gradient" -> operations.matmul(a, true, b, false);
      case "add" -> operations.add(a, b);
      case "add-row" -> operations.add(a, row);
      case "subtract" -> operations.subtract(a, b);
      case "multiply" -> operations.multiply(a, b);
      case "scale" -> operations.scale(a, 0.5);
      case "sum" -> operations.sum(a, Shape.scalar());
      case "sum-of-columns" -> operations.sum(a, Shape.vector(size));
      case "broadcast" -> operations.broadcast(row, host.shape());
      case "transpose" -> operations.transpose(a);
      case "upload", "download" -> a;
      default ->
          operations.map(
              function(operation)
                  .orElseThrow(() -> new IllegalArgumentException("no operation " + operation)),
              a);
    };
  }

  private static Optional<UnaryFunction> function(String name) {
    return Arrays.stream(UnaryFunction.values())
        .filter(function -> function.toString().equals(name))
        .findFirst();
  }

  private Tensor result() {
    return switch (operation) {
      case "upload" -> backend.place(host);
      case "download" -> a.toHost();
      default -> apply(backend, a, b, row);
    };
  }

  /** The operation. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor run(BackendState state) {
    try (Scope scope = backend.scope()) {
      return state.computed(result());
    }
  }
}
