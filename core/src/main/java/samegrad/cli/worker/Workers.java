package samegrad.cli.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import samegrad.KnownBackend;
import samegrad.cli.console.Progress;
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

  /** Asks every backend on the class path, one after another. */
  public List<Answer> askAll(Question question, Progress progress) {
    return ask(ServiceEntry.onClassPath(), question, progress);
  }

  /**
   * Asks the backend of that name.
   *
   * @throws InvalidInputException if there is none on the class path
   */
  public Answer ask(String backend, Question question, Progress progress) {
    List<ServiceEntry> entries =
        ServiceEntry.onClassPath().stream().filter(entry -> mayBe(entry, backend)).toList();
    return ask(entries, question, progress).stream()
        .filter(answer -> answer.backend().equals(backend))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "no backend \"%s\" is on the class path".formatted(backend)));
  }

  private List<Answer> ask(List<ServiceEntry> entries, Question question, Progress progress) {
    List<Answer> answers = new ArrayList<>();
    for (ServiceEntry entry : entries) {
      progress.at("%s, %d of %d".formatted(entry.backend(), answers.size() + 1, entries.size()));
      answers.add(ask(entry, question));
    }
    return answers;
  }

  private static boolean mayBe(ServiceEntry entry, String name) {
    return KnownBackend.ofProvider(entry.provider())
        .map(known -> known.name().equals(name))
        .orElse(true);
  }

  /** Asks one backend. */
  public Answer ask(ServiceEntry entry, Question question) {
    ChildJvm jvm =
        new ChildJvm(
            List.of(),
            Map.of(OPENMP, Integer.toString(config.threads())),
            limit,
            ProcessBuilder.Redirect.PIPE);
    return Answer.of(entry, jvm.run(WorkerMain.class, new Request(entry, config, question)));
  }
}
