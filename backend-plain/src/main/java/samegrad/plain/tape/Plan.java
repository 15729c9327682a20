package samegrad.plain.tape;

import java.util.List;
import samegrad.plain.array.ArrayOperations;
import samegrad.tensor.Shape;

/**
 * A tape of values and gradients made ready to run on arrays: straight-line code whose operands are
 * places in one table.
 *
 * <p>The table holds, in this order, the parameters, the results, the constants and the buffers.
 * The first two are put in for each run; buffers are shared by values that are not alive at the
 * same time.
 *
 * @param operations what computes
 * @param parameters how many parameters there are
 * @param results the shape of each result
 * @param constants the elements of each constant
 * @param buffers the length of each buffer
 * @param steps what is done, in order
 * @param <T> {@code float[]} or {@code double[]}
 */
record Plan<T>(
    ArrayOperations<T> operations,
    int parameters,
    List<Shape> results,
    List<T> constants,
    List<Integer> buffers,
    List<Step<T>> steps) {
  /**
   * One operation.
   *
   * @param <T> {@code float[]} or {@code double[]}
   */
  @FunctionalInterface
  interface Step<T> {
    void run(Workspace<T> table);
  }

  int firstResult() {
    return parameters;
  }

  int firstConstant() {
    return firstResult() + results.size();
  }

  int firstBuffer() {
    return firstConstant() + constants.size();
  }
}
