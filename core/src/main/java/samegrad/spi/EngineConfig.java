package samegrad.spi;

/**
 * How an engine is to run.
 *
 * @param device where it computes
 * @param threads how many threads its operations may use, 1 or more
 */
public record EngineConfig(Device device, int threads) {
  /**
   * Checks the number of threads.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public EngineConfig {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is 1 or more, not " + threads);
    }
  }
}
