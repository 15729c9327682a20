package samegrad.benchmarks.fuzz;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import samegrad.Backends;
import samegrad.cli.worker.ChildTask;
import samegrad.conformance.search.Search;
import samegrad.json.Json;
import samegrad.spi.EngineConfig;

/** The JVM that {@link FuzzCommand} starts for a backend. */
final class FuzzMain {
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  private FuzzMain() {}

  /** What is to be done. */
  record Task(String backend, EngineConfig config, long seconds, long seed) {}

  /**
   * What came of it.
   *
   * @param summary how much was run, and what
   * @param failure what is wrong, if something is
   * @param network the smallest network that shows it, as a file's text, if one does
   */
  record Answer(String summary, @Nullable String failure, @Nullable String network) {}

  public static void main(String... arguments) {
    ChildTask.run(
        arguments,
        Task.class,
        (task, answer) -> {
          Search.Result result =
              new Search(
                      Backends.find().require(task.backend()), task.config().device(), task.seed())
                  .run(Duration.ofSeconds(task.seconds()), SHRINKING);
          answer.accept(
              new Answer(
                  result.summary(),
                  result.failure().orElse(null),
                  result.network().map(Json::pretty).orElse(null)));
        });
  }
}
