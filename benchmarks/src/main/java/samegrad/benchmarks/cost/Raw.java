package samegrad.benchmarks.cost;

import java.util.Map;
import java.util.function.Supplier;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;

/**
 * A library used directly, as a program written for it alone and for speed would.
 *
 * <p>Results live as the library likes best: where it writes into a result that is there already,
 * each call writes into the same one; where it makes one for each call, the call frees it.
 */
interface Raw extends AutoCloseable {
  /** One result's name. */
  String RESULT = "result";

  /**
   * Something that can be timed, and whose results can be had once, to be checked.
   *
   * @param run does it once and leaves nothing behind
   * @param results does it once and reads the results, by name
   */
  record Work(Supplier<Object> run, Supplier<Map<String, HostTensor>> results) {}

  /**
   * An operation of {@link samegrad.benchmarks.OperationBenchmark}.
   *
   * @throws IllegalArgumentException if it is not among those done directly
   */
  Work operation(String operation, HostTensor a, HostTensor b, HostTensor row);

  /** The loss of a homework and its gradients, by the library's own autograd. */
  Work gradients(Homework homework);

  @Override
  void close();

  /** The library behind the backend of that name. */
  static Raw of(String backend, int threads) {
    return switch (backend) {
      case "djl" -> new RawDjl(threads);
      case "nd4j" -> new RawNd4j(threads);
      default ->
          throw new IllegalArgumentException(
              "backend " + backend + " has no library below it: djl or nd4j");
    };
  }
}
