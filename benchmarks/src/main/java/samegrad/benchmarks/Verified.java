package samegrad.benchmarks;

import java.util.Random;
import java.util.stream.IntStream;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.UnaryFunction;
import samegrad.verify.Comparison;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/** Checks what is to be timed: a wrong result is fast for nothing. */
public final class Verified {
  /** Of a product, at most so many rows and columns are checked: exact arithmetic is slow. */
  private static final int SAMPLED = 48;

  /** Of a function, at most so many elements. */
  private static final int ELEMENTS = 10_000;

  private Verified() {}

  /**
   * Compares a result with the oracle.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  public static void require(Tensor result, Reference reference) {
    Comparison comparison = Comparison.of(result.toHost(), reference);
    if (comparison.verdict() == Verdict.DIFFER) {
      throw new IllegalStateException("the result to be timed is wrong: " + comparison.describe());
    }
  }

  /**
   * Compares what a function made of each element with the oracle, which takes long: of a large
   * matrix, in its first rows.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  static void requireFunction(UnaryFunction function, Tensor result, HostTensor matrix) {
    int[] columns = all(matrix.shape().columns());
    int[] rows = all(Math.max(1, Math.min(matrix.shape().rows(), ELEMENTS / columns.length)));
    require(
        part(result.toHost(), rows, columns),
        OracleOperations.INSTANCE.map(function, OracleOperations.of(part(matrix, rows, columns))));
  }

  /**
   * Compares a product op(a)·op(b) with the oracle: all of it if it is small, else where some rows
   * drawn at random meet some columns.
   *
   * @throws IllegalStateException if it differs by more than rounding can explain
   */
  static void requireProduct(
      Tensor product, HostTensor a, boolean transposeA, HostTensor b, boolean transposeB) {
    Shape shape = product.shape();
    int[] rows = sample(11, shape.rows());
    int[] columns = sample(12, shape.columns());
    int[] depth = all(transposeA ? a.shape().rows() : a.shape().columns());
    HostTensor left = transposeA ? part(a, depth, rows) : part(a, rows, depth);
    HostTensor right = transposeB ? part(b, columns, depth) : part(b, depth, columns);
    require(
        part(product.toHost(), rows, columns),
        OracleOperations.INSTANCE.matmul(
            OracleOperations.of(left), transposeA, OracleOperations.of(right), transposeB));
  }

  private static int[] sample(long seed, int count) {
    return count <= SAMPLED
        ? all(count)
        : new Random(seed).ints(0, count).distinct().limit(SAMPLED).toArray();
  }

  private static int[] all(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static HostTensor part(HostTensor matrix, int[] rows, int[] columns) {
    double[] elements = new double[rows.length * columns.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        elements[i * columns.length + j] = matrix.get(rows[i], columns[j]);
      }
    }
    return HostTensor.of(matrix.dtype(), Shape.matrix(rows.length, columns.length), elements);
  }
}
