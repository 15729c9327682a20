package samegrad.benchmarks.soak;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was seen of one backend.
 *
 * @param backend its name
 * @param failures how many steps threw
 * @param heapBefore bytes of Java's heap in use after a collection, after warm-up
 * @param heapAfter the same at the end
 * @param samples after the warm-up and then at equal distances
 */
record SoakResult(
    String backend, long failures, long heapBefore, long heapAfter, List<Sample> samples) {
  /** By how much resident memory may exceed what it was after warm-up and still be flat. */
  static final double FLAT = 0.01;

  /**
   * One look at the process.
   *
   * @param step how many steps had been done after the warm-up
   * @param seconds since the end of the warm-up
   * @param resident bytes of the process in memory
   * @param nativeArrays how many the engine held; −1 if it does not say
   */
  record Sample(long step, double seconds, long resident, long nativeArrays) {
    Sample(long step, double seconds, long resident, OptionalLong nativeArrays) {
      this(step, seconds, resident, nativeArrays.orElse(-1));
    }
  }

  private Sample warm() {
    return samples.get(0);
  }

  Sample last() {
    return samples.get(samples.size() - 1);
  }

  /** By which fraction resident memory rose above what it was after warm-up, at most. */
  @JsonProperty
  double change() {
    long highest = samples.stream().skip(1).mapToLong(Sample::resident).max().orElseThrow();
    return (double) highest / warm().resident() - 1;
  }

  /** Whether the number of native arrays was always the same. */
  boolean sameArrays() {
    return samples.stream().allMatch(one -> one.nativeArrays() == warm().nativeArrays());
  }

  /** Whether memory stayed as it was after warm-up. */
  @JsonProperty
  boolean flat() {
    return change() <= FLAT && sameArrays();
  }
}
