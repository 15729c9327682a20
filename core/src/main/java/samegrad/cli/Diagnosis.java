package samegrad.cli;

import java.util.List;
import java.util.Optional;

/**
 * What {@code samegrad doctor} says of one backend.
 *
 * @param backend its name
 * @param state how it is
 * @param provider its provider's class
 * @param source the jar or folder of that class; empty if the class is not there
 * @param version of that jar, from its manifest
 * @param engine what it runs on; empty if it does not run
 * @param caches where it unpacks native libraries
 * @param natives the native libraries that it loaded; empty if that is not known
 * @param why in one line, why it does not work; empty if it does
 * @param rootCause what was thrown first, if that is not in {@code why}
 * @param remedy what to do; empty if there is nothing or {@code why} says it
 */
record Diagnosis(
    String backend,
    State state,
    String provider,
    Optional<String> source,
    Optional<String> version,
    Optional<Outcome.EngineText> engine,
    List<Cache> caches,
    Optional<List<String>> natives,
    Optional<String> why,
    Optional<String> rootCause,
    Optional<String> remedy) {

  /** How a backend is. */
  enum State {
    /** It computed the built-in homework, and every number is within its bound. */
    WORKS("works"),
    /** It is there and lacks what it needs here. */
    UNAVAILABLE("unavailable"),
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

    /** Whether it is there and does not work. */
    boolean isFault() {
      return this != WORKS && this != ABSENT;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A backend that was asked. */
  static Diagnosis of(Examination examination, Expected expected) {
    Declared declared = examination.declared();
    Optional<String> source = declared.source();
    List<Cache> caches =
        examination.facts().map(Examination.Facts::caches).orElse(List.of()).stream()
            .map(Cache::of)
            .toList();
    Outcome outcome = expected.check(examination.outcome());
    Optional<String> why = outcome.failure();
    Optional<String> root =
        outcome instanceof Outcome.Failed failed && !failed.causes().isEmpty()
            ? Optional.of(failed.causes().get(failed.causes().size() - 1))
            : Optional.empty();
    return new Diagnosis(
        examination.backend(),
        outcome instanceof Outcome.Answered
            ? State.WORKS
            : outcome instanceof Outcome.Unavailable ? State.UNAVAILABLE : State.BROKEN,
        declared.provider(),
        source,
        source.flatMap(Manifests::version),
        outcome instanceof Outcome.Answered answered
            ? Optional.of(answered.engine())
            : Optional.empty(),
        caches,
        examination.natives(),
        why,
        root.filter(text -> !why.orElse("").contains(text)),
        outcome instanceof Outcome.Failed failed
            ? Optional.of(Remedy.of(failed, examination.backend(), caches))
            : Optional.empty());
  }

  /** A backend without a services file. */
  static Diagnosis lost(String backend, String provider, String source) {
    return notAsked(
        backend,
        State.LOST,
        provider,
        Optional.of(source),
        "no file " + Declared.SERVICES + " on the class path names it, so that it is not found",
        "use its own jar; or, if jars were merged into one, merge these files too"
            + " (maven-shade-plugin: ServicesResourceTransformer)");
  }

  /** A backend that is not on the class path. */
  static Diagnosis absent(KnownBackend known) {
    return notAsked(
        known.backend(),
        State.ABSENT,
        known.provider(),
        Optional.empty(),
        "not on the class path",
        "to add it, put " + known.artifact() + " on the class path");
  }

  private static Diagnosis notAsked(
      String backend,
      State state,
      String provider,
      Optional<String> source,
      String why,
      String remedy) {
    return new Diagnosis(
        backend,
        state,
        provider,
        source,
        source.flatMap(Manifests::version),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(why),
        Optional.empty(),
        Optional.of(remedy));
  }
}
