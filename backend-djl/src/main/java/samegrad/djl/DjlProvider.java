package samegrad.djl;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/** Offers the backend djl. No class of DJL is touched before {@link #create}. */
public final class DjlProvider implements BackendProvider {
  /** The backend's name. */
  static final String NAME = "djl";

  /** For {@link java.util.ServiceLoader}. */
  public DjlProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable(EngineConfig config) {
    return Requirements.ofProcess().missing(config.device());
  }

  @Override
  public List<Path> caches() {
    return List.of(Requirements.ofProcess().cache());
  }

  @Override
  public String cacheSetting() {
    return "the variable DJL_CACHE_DIR=FOLDER";
  }

  @Override
  public Engine<?> create(EngineConfig config) {
    unavailable(config)
        .ifPresent(
            why -> {
              throw new BackendUnavailableException(why);
            });
    return Libtorch.start(config);
  }
}
