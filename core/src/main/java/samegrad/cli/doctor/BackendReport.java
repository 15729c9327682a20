package samegrad.cli.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.KnownBackend;
import samegrad.autograd.Autograd;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.ServiceEntry;
import samegrad.network.HomeworkResult;
import samegrad.network.TensorName;
import samegrad.spi.EngineInfo;
import samegrad.tensor.HostTensor;
import samegrad.verify.Comparison;
import samegrad.verify.Oracle;
import samegrad.verify.Reference;
import samegrad.verify.Verdict;

/**
 * What {@code samegrad doctor} says of one backend.
 *
 * @param backend its name
 * @param state how it is
 * @param provider its provider's class
 * @param source the jar or folder of that class; empty if the class is not there
 * @param version of that jar, from its manifest
 * @param engine what it runs on; empty if it does not run
 * @param loaded the native libraries that it loaded; empty if that is not known
 * @param caches where it unpacks native libraries
 * @param why in one line, why it does not work; empty if it does
 * @param rootCause what was thrown first, if that is not in {@code why}
 * @param remedy what to do; empty if there is nothing or {@code why} says it
 */
record BackendReport(
    String backend,
    State state,
    String provider,
    Optional<String> source,
    Optional<String> version,
    Optional<EngineInfo> engine,
    Optional<List<String>> loaded,
    List<LibraryFolder> caches,
    Optional<String> why,
    Optional<String> rootCause,
    Optional<String> remedy) {

  /** How a backend is. */
  enum State {
    /** It computed the built-in homework, and every number is within its bound. */
    WORKS("works"),
    /** It is there and lacks what it needs here. */
    UNAVAILABLE("unavailable"),
    /** It is there and is not for the device that was asked for. */
    OTHER_DEVICE("not for this device"),
    /** It is there and failed. */
    BROKEN("broken"),
    /** It is there, but no services file names it, so that nobody finds it. */
    LOST("lost"),
    /** It is not there. */
    ABSENT("absent");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** Whether it is there and does not work where it should. */
    boolean isFault() {
      return this != WORKS && this != ABSENT && this != OTHER_DEVICE;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A backend that was asked.
   *
   * @param exact what every backend must make of the built-in homework
   */
  static BackendReport of(Answer answer, Oracle.Solution exact) {
    List<LibraryFolder> caches =
        answer.facts().stream()
            .flatMap(
                facts ->
                    facts.caches().stream()
                        .map(folder -> LibraryFolder.of(folder, facts.cacheSetting())))
            .toList();
    Outcome outcome = checked(answer.outcome(), exact);
    State state = State.UNAVAILABLE;
    Optional<EngineInfo> engine = Optional.empty();
    Optional<String> rootCause = Optional.empty();
    Optional<String> remedy = Optional.empty();
    if (outcome instanceof Outcome.Answered answered) {
      state = State.WORKS;
      engine = Optional.of(answered.engine());
    } else if (outcome instanceof Outcome.Failed failed) {
      state = State.BROKEN;
      rootCause =
          failed.causes().stream()
              .reduce((above, below) -> below)
              .filter(root -> !failed.why().contains(root));
      remedy = Optional.of(Advice.of(failed, answer.backend(), caches));
    } else if (outcome instanceof Outcome.Unavailable unavailable && !unavailable.serves()) {
      state = State.OTHER_DEVICE;
    }
    Optional<String> source = answer.entry().source();
    return new BackendReport(
        answer.backend(),
        state,
        answer.entry().provider(),
        source,
        source.flatMap(Manifests::version),
        engine,
        answer.natives(),
        caches,
        outcome.failure(),
        rootCause,
        remedy);
  }

  /** The outcome itself, or that one of its numbers is wrong. */
  private static Outcome checked(Outcome outcome, Oracle.Solution exact) {
    if (outcome instanceof Outcome.Answered answered) {
      for (Map.Entry<Autograd, HomeworkResult> result : answered.results().entrySet()) {
        Map<TensorName, HostTensor> tensors = result.getValue().tensors();
        for (Map.Entry<TensorName, Reference> right : exact.tensors().entrySet()) {
          HostTensor tensor = tensors.get(right.getKey());
          if (tensor == null
              || Comparison.of(tensor, right.getValue()).verdict() == Verdict.DIFFER) {
            return new Outcome.Failed(
                "wrong: %s with %s autograd is not what the built-in homework has"
                    .formatted(right.getKey(), result.getKey()));
          }
        }
      }
    }
    return outcome;
  }

  /** A backend without a services file. */
  static BackendReport lost(String backend, String provider, String source) {
    return notAsked(
        backend,
        State.LOST,
        provider,
        Optional.of(source),
        "no file " + ServiceEntry.SERVICES + " on the class path names it, so that it is not found",
        "use its own jar; or, if jars were merged into one, merge these files too"
            + " (maven-shade-plugin: ServicesResourceTransformer)");
  }

  /** A backend that is not on the class path. */
  static BackendReport absent(KnownBackend known) {
    return notAsked(
        known.name(),
        State.ABSENT,
        known.provider(),
        Optional.empty(),
        "not on the class path",
        known.howToAdd());
  }

  private static BackendReport notAsked(
      String backend,
      State state,
      String provider,
      Optional<String> source,
      String why,
      String remedy) {
    return new BackendReport(
        backend,
        state,
        provider,
        source,
        source.flatMap(Manifests::version),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(why),
        Optional.empty(),
        Optional.of(remedy));
  }
}
