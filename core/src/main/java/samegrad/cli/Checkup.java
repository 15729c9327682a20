package samegrad.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import samegrad.Settings;

/**
 * All that {@code samegrad doctor} found.
 *
 * @param surroundings what the backends run in
 * @param declared the providers that services files name
 * @param diagnoses one for each backend, those that are not there too
 */
record Checkup(Surroundings surroundings, List<Declared> declared, List<Diagnosis> diagnoses) {
  /** Examines every backend, each in a JVM of its own. */
  static Checkup of(Settings settings, Duration limit) {
    List<Declared> declared = Declared.onClassPath();
    Expected expected = Expected.ofBuiltIn();
    List<Diagnosis> diagnoses = new ArrayList<>();
    for (Declared one : declared) {
      Examination examination = new Isolated(limit).ask(one, settings, List.of(), new byte[0]);
      diagnoses.add(Diagnosis.of(examination, expected));
    }
    addLost(declared, diagnoses);
    return new Checkup(Surroundings.ofProcess(), declared, diagnoses);
  }

  private static void addLost(List<Declared> declared, List<Diagnosis> diagnoses) {
    Set<String> providers = declared.stream().map(Declared::provider).collect(Collectors.toSet());
    List<String> sources = new ArrayList<>();
    for (KnownBackend known : KnownBackend.values()) {
      Optional<String> source = Origin.ofClass(known.provider());
      if (!providers.contains(known.provider())) {
        diagnoses.add(
            source
                .map(there -> Diagnosis.lost(known.backend(), known.provider(), there))
                .orElseGet(() -> Diagnosis.absent(known)));
      }
      source.ifPresent(sources::add);
    }
    for (String source : Manifests.backendsWithoutServices()) {
      if (!sources.contains(source)) {
        diagnoses.add(Diagnosis.lost(Manifests.backend(source).orElse("?"), "?", source));
      }
    }
  }

  /** Whether a backend was found and each that was found works. */
  boolean isWell() {
    return diagnoses.stream().anyMatch(one -> one.state() == Diagnosis.State.WORKS)
        && diagnoses.stream().noneMatch(one -> one.state().isFault());
  }

  /** The result in one sentence. */
  String summary() {
    List<String> works = names(diagnoses, false);
    List<String> faults = names(diagnoses, true);
    if (!faults.isEmpty()) {
      return "%d of %d backends found %s not work: %s."
          .formatted(
              faults.size(),
              faults.size() + works.size(),
              faults.size() == 1 ? "does" : "do",
              String.join(", ", faults));
    }
    return switch (works.size()) {
      case 0 -> "There is no backend on the class path.";
      case 1 -> "The one backend found works: " + works.get(0) + ".";
      default ->
          "All %d backends found work: %s.".formatted(works.size(), String.join(", ", works));
    };
  }

  private static List<String> names(List<Diagnosis> diagnoses, boolean fault) {
    return diagnoses.stream()
        .filter(one -> one.state() != Diagnosis.State.ABSENT && one.state().isFault() == fault)
        .map(Diagnosis::backend)
        .toList();
  }
}
