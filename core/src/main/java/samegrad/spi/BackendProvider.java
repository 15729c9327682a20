package samegrad.spi;

import java.util.Optional;

/**
 * Names a backend and makes its engine; found by {@link java.util.ServiceLoader}.
 *
 * <p>A provider is cheap: constructing it and asking its name load no native code. List it in
 * {@code META-INF/services/samegrad.spi.BackendProvider}.
 */
public interface BackendProvider {
  /** The name that selects it: lower-case letters, digits and dashes. */
  String name();

  /**
   * Why the backend cannot run with that configuration and what would help, in one line; empty if
   * nothing is known to be in the way. Looks at class path and device files only.
   */
  Optional<String> unavailable(EngineConfig config);

  /**
   * Loads what is needed and starts the engine.
   *
   * @throws BackendUnavailableException if it cannot, saying why and what would help
   */
  Engine<?> create(EngineConfig config);
}
