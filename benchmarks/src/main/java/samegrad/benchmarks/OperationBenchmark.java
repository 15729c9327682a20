package samegrad.benchmarks;

import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.tensor.DType;
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
    host = operand(1, state.dtype());
    HostTensor second = operand(2, state.dtype());
    HostTensor third = row(state.dtype());
    a = backend.place(host);
    b = backend.place(second);
    row = backend.place(third);
    check(operation, host, second, third, result());
  }

  /**
   * Compares a result with the oracle.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  public static void check(
      String operation, HostTensor a, HostTensor b, HostTensor row, Tensor result) {
    switch (operation) {
      case "matmul" -> Verified.requireProduct(result, a, false, b, false);
      case "layer" -> Verified.requireProduct(result, a, false, b, true);
      case "weight-gradient" -> Verified.requireProduct(result, a, true, b, false);
      case "add",
          "add-row",
          "subtract",
          "multiply",
          "scale",
          "sum",
          "sum-of-columns",
          "broadcast",
          "transpose",
          "upload",
          "download" ->
          Verified.require(
              result,
              apply(
                  operation,
                  OracleOperations.INSTANCE,
                  a.shape(),
                  OracleOperations.of(a),
                  OracleOperations.of(b),
                  OracleOperations.of(row)));
      default -> Verified.requireFunction(function(operation), result, a);
    }
  }

  /** The matrix of that seed. */
  protected final HostTensor operand(long seed, DType dtype) {
    return Inputs.normal(seed, dtype, Shape.matrix(size, size), 1);
  }

  /** The row. */
  protected final HostTensor row(DType dtype) {
    return Inputs.normal(3, dtype, Shape.vector(size), 1);
  }

  private static <T> T apply(
      String operation, Operations<T> operations, Shape shape, T a, T b, T row) {
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
      case "sum-of-columns" -> operations.sum(a, Shape.vector(shape.columns()));
      case "broadcast" -> operations.broadcast(row, shape);
      case "transpose" -> operations.transpose(a);
      case "upload", "download" -> a;
      default -> operations.map(function(operation), a);
    };
  }

  private static UnaryFunction function(String name) {
    return Arrays.stream(UnaryFunction.values())
        .filter(function -> function.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation " + name));
  }

  private Tensor result() {
    return switch (operation) {
      case "upload" -> backend.place(host);
      case "download" -> a.toHost();
      default -> apply(operation, backend, host.shape(), a, b, row);
    };
  }

  /** The operation through samegrad. */
  @Benchmark
  @SuppressWarnings("try") // the scope is there to close
  public Tensor samegrad() {
    try (Scope scope = backend.scope()) {
      return result();
    }
  }
}
