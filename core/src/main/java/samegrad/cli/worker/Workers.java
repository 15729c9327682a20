package samegrad.cli.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import samegrad.KnownBackend;
import samegrad.spi.EngineConfig;

/**
 * Asks backends, each in a JVM of its own, so that a native crash, a hang, or two native libraries
 * that do not get on cost one row and not the table.
 *
 * @param config how their engines are to run
 * @param limit how long one backend may take
 */
public record Workers(EngineConfig config, Duration limit) {
  /** How many threads an OpenMP runtime starts; it reads this once, as it is loaded. */
  private static final String OPENMP = "OMP_NUM_THREADS";

  /** What another JVM is told. */
  record Request(ServiceEntry entry, EngineConfig config, Question question) {}

  /** Asks every backend on the class path. */
  public List<Answer> askAll(Question question) {
    return ask(question, name -> true);
  }

  /** Asks those on the class path of such a name; no other of samegrad's own is started. */
  public List<Answer> ask(Question question, Predicate<String> backend) {
    return ServiceEntry.onClassPath().stream()
        .filter(
            entry ->
                KnownBackend.ofProvider(entry.provider())
                    .filter(known -> !backend.test(known.name()))
                    .isEmpty())
        .map(entry -> ask(entry, question))
        .filter(answer -> backend.test(answer.backend()))
        .toList();
  }

  /** Asks one backend. */
  private Answer ask(ServiceEntry entry, Question question) {
    ChildJvm jvm =
        new ChildJvm(
            List.of(),
            Map.of(OPENMP, Integer.toString(config.threads())),
            limit,
            ProcessBuilder.Redirect.PIPE);
    return Answer.of(entry, jvm.run(WorkerMain.class, new Request(entry, config, question)));
  }
}
