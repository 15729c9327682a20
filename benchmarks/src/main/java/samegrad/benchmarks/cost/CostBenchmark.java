package samegrad.benchmarks.cost;

import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import samegrad.benchmarks.AverageTime;
import samegrad.benchmarks.Inputs;
import samegrad.benchmarks.Verified;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/**
 * Each operation through samegrad and by the library alone. Both results are checked before either
 * is timed.
 */
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class CostBenchmark extends AverageTime {
  /** Rows of a matrix of which the exact sigmoid is computed; it takes the oracle long. */
  private static final int CHECKED_ROWS = 16;

  /** What is done. */
  @Param public Operation operation = Operation.MATMUL;

  /** The number of rows and columns. */
  @Param({"8", "64", "512"})
  public int size;

  private Raw.Work raw;
  private Raw.Work spi;

  /** Prepares both ways and checks their results. */
  @Setup
  public void prepare(CostState state) {
    Shape shape = Shape.matrix(size, size);
    Operation.Operands operands = operands(state, shape);
    Operation.Operands checked = operands;
    if (operation == Operation.SIGMOID && size > CHECKED_ROWS) {
      HostTensor few = Inputs.normal(1, state.dtype(), Shape.matrix(CHECKED_ROWS, size), 1);
      checked = new Operation.Operands(few, operands.b(), operands.row());
    }
    Reference exact =
        operation.apply(
            OracleOperations.INSTANCE,
            checked.shape(),
            OracleOperations.of(checked.a()),
            OracleOperations.of(checked.b()),
            OracleOperations.of(checked.row()));
    CostState.require(
        state.raw().operation(operation, checked),
        state.spi().operation(operation, checked),
        Map.of("result", exact));
    spi = state.spi().operation(operation, operands);
    raw = state.raw().operation(operation, operands);
    if (!checked.equals(operands)) {
      Verified.requireEqualBits(raw.results(), spi.results());
    }
  }

  private static Operation.Operands operands(CostState state, Shape shape) {
    return new Operation.Operands(
        Inputs.normal(1, state.dtype(), shape, 1),
        Inputs.normal(2, state.dtype(), shape, 1),
        Inputs.normal(3, state.dtype(), Shape.vector(shape.columns()), 1));
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
