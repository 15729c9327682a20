package samegrad.benchmarks.cost;

import java.util.Map;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;

/**
 * A library used directly, as a program written for it alone and for speed would.
 *
 * <p>Results live as the library likes best: where it writes into a result that is there already,
 * each call writes into the same one; where it makes one for each call, the call frees it.
 */
interface Raw extends AutoCloseable {
  /** Something that can be timed, and whose result can be had once, to be checked. */
  interface Work {
    /** Does it once and leaves nothing behind. */
    Object run();

    /** Does it once and reads the results, by name. */
    Map<String, HostTensor> results();
  }

  /** An operation. */
  Work operation(Operation operation, Operation.Operands operands);

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
