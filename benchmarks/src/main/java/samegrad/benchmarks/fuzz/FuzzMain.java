package samegrad.benchmarks.fuzz;

import java.time.Duration;
import samegrad.Backends;
import samegrad.cli.worker.ChildTask;
import samegrad.conformance.search.Search;
import samegrad.spi.Device;

/** The JVM that {@link FuzzCommand} starts for a backend. */
final class FuzzMain {
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  private FuzzMain() {}

  /** What is to be searched, and for how long. */
  record Task(String backend, Device device, long seconds, long seed) {}

  /**
   * What came of it.
   *
   * @param failure the report, empty if nothing is wrong
   */
  record Answer(int programs, double seconds, String coverage, String failure) {}

  public static void main(String... arguments) {
    ChildTask.run(
        arguments,
        Task.class,
        (task, answer) -> {
          Search search =
              new Search(Backends.find().require(task.backend()), task.device(), task.seed());
          Search.Result result = search.run(Duration.ofSeconds(task.seconds()), SHRINKING);
          answer.accept(
              new Answer(
                  result.programs(),
                  result.time().toMillis() / 1e3,
                  result.coverage(),
                  result.failure().orElse("")));
        });
  }
}
