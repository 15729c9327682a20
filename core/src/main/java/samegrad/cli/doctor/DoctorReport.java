package samegrad.cli.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import samegrad.KnownBackend;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Origin;
import samegrad.cli.worker.ServiceEntry;
import samegrad.network.Homework;
import samegrad.verify.Oracle;

/**
 * All that {@code samegrad doctor} found.
 *
 * @param platform what the backends run in
 * @param services the providers that services files name
 * @param backends one for each backend, those that are not there too
 */
record DoctorReport(
    @JsonUnwrapped Platform platform, List<ServiceEntry> services, List<BackendReport> backends) {
  /**
   * What follows from the backends' answers.
   *
   * @param answers to the built-in homework
   */
  static DoctorReport of(List<Answer> answers) {
    Oracle.Solution exact = Oracle.solve(Homework.builtIn());
    List<ServiceEntry> services = answers.stream().map(Answer::entry).toList();
    List<BackendReport> backends = new ArrayList<>();
    answers.forEach(answer -> backends.add(BackendReport.of(answer, exact)));
    addLost(services.stream().map(ServiceEntry::provider).toList(), backends);
    return new DoctorReport(Platform.ofProcess(), services, backends);
  }

  private static void addLost(List<String> providers, List<BackendReport> backends) {
    List<String> sources = new ArrayList<>();
    for (KnownBackend known : KnownBackend.ALL) {
      Optional<String> source = Origin.ofClass(known.provider());
      if (!providers.contains(known.provider())) {
        backends.add(
            source
                .map(there -> BackendReport.lost(known.name(), known.provider(), there))
                .orElseGet(() -> BackendReport.absent(known)));
      }
      source.ifPresent(sources::add);
    }
    for (String source : Manifests.backendsWithoutServices()) {
      if (!sources.contains(source)) {
        backends.add(BackendReport.lost(Manifests.backend(source).orElse("?"), "?", source));
      }
    }
  }

  /** Whether a backend was found for the device and each such one works. */
  @JsonProperty
  boolean well() {
    return faults().isEmpty() && !working().isEmpty();
  }

  /** The result in one sentence. */
  @JsonProperty
  String summary() {
    List<String> works = working();
    List<String> faults = faults();
    if (!faults.isEmpty()) {
      return "%d of %d backends found %s not work: %s."
          .formatted(
              faults.size(),
              faults.size() + works.size(),
              faults.size() == 1 ? "does" : "do",
              String.join(", ", faults));
    }
    return switch (works.size()) {
      case 0 ->
          services.isEmpty()
              ? "There is no backend on the class path."
              : "No backend found is for this device.";
      case 1 -> "The one backend found works: " + works.get(0) + ".";
      default ->
          "All %d backends found work: %s.".formatted(works.size(), String.join(", ", works));
    };
  }

  private List<String> working() {
    return those(state -> state == BackendReport.State.WORKS);
  }

  private List<String> faults() {
    return those(BackendReport.State::isFault);
  }

  private List<String> those(Predicate<BackendReport.State> state) {
    return backends.stream()
        .filter(one -> state.test(one.state()))
        .map(BackendReport::backend)
        .toList();
  }
}
