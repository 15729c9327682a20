package samegrad.spi;

import java.nio.file.Path;
import java.util.List;
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

  /** Whether it is meant for such a device at all; for every one, if not overridden. */
  default boolean serves(Device device) {
    return true;
  }

  /**
   * Why the backend cannot run with that configuration and what would help, in one line; empty if
   * nothing is known to be in the way. Looks at the class path and at what the machine shows, and
   * loads nothing.
   */
  Optional<String> unavailable(EngineConfig config);

  /**
   * The folders into which it unpacks native libraries, whether or not they are there. A user may
   * delete them: they are then made anew. Looks at settings only.
   */
  default List<Path> caches() {
    return List.of();
  }

  /** How a user names another folder than those, such as {@code X_CACHE=FOLDER}; empty if not. */
  default String cacheSetting() {
    return "";
  }

  /**
   * Loads what is needed and starts the engine.
   *
   * @throws BackendUnavailableException if it cannot, saying why and what would help
   */
  Engine<?> create(EngineConfig config);
}
