package samegrad.cli.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.KnownBackend;
import samegrad.network.InvalidInputException;
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
    return ServiceEntry.onClassPath().stream().map(entry -> ask(entry, question)).toList();
  }

  /** Asks the backend of that name, or every one if there is no name. */
  public List<Answer> ask(Optional<String> backend, Question question) {
    List<Answer> answers =
        ServiceEntry.onClassPath().stream()
            .filter(entry -> backend.isEmpty() || mayBe(entry, backend.get()))
            .map(entry -> ask(entry, question))
            .filter(answer -> backend.isEmpty() || answer.backend().equals(backend.get()))
            .toList();
    if (backend.isPresent() && answers.isEmpty()) {
      throw new InvalidInputException(
          "no backend \"%s\" is on the class path".formatted(backend.get()));
    }
    return answers;
  }

  private static boolean mayBe(ServiceEntry entry, String name) {
    return KnownBackend.ofProvider(entry.provider())
        .map(known -> known.name().equals(name))
        .orElse(true);
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
