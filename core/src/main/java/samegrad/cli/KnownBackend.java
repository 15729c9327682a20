package samegrad.cli;

import java.util.Arrays;
import java.util.Optional;

/** The backends that a user looks for, whether or not they are on the class path. */
enum KnownBackend {
  PLAIN("plain", "samegrad.plain.PlainProvider"),
  ND4J("nd4j", "samegrad.nd4j.Nd4jProvider"),
  DJL("djl", "samegrad.djl.DjlProvider");

  private final String backend;
  private final String provider;

  KnownBackend(String backend, String provider) {
    this.backend = backend;
    this.provider = provider;
  }

  /** Its name, as a user chooses it. */
  String backend() {
    return backend;
  }

  /** The name of its provider's class. */
  String provider() {
    return provider;
  }

  /** What brings it. */
  String artifact() {
    return "io.github.samegrad:samegrad-backend-" + backend;
  }

  /** The one with that provider. */
  static Optional<KnownBackend> of(String provider) {
    return Arrays.stream(values()).filter(known -> known.provider.equals(provider)).findFirst();
  }
}
