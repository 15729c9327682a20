package samegrad.cli;

import java.util.List;
import java.util.Optional;

/**
 * What a worker process found out about one provider.
 *
 * @param declared the provider
 * @param facts what it said of itself before it was started; empty if it did not get so far
 * @param natives the native libraries that it loaded; empty if that is not known
 * @param outcome what came of asking it
 */
record Examination(
    Declared declared, Optional<Facts> facts, Optional<List<String>> natives, Outcome outcome) {

  /**
   * What a provider says of itself.
   *
   * @param name the backend's name
   * @param caches where it unpacks native libraries
   */
  record Facts(String name, List<String> caches) {}

  /** The backend's name or, if it could not say, the provider's class. */
  String backend() {
    return facts
        .map(Facts::name)
        .or(() -> KnownBackend.of(declared.provider()).map(KnownBackend::backend))
        .orElse(declared.provider());
  }
}
