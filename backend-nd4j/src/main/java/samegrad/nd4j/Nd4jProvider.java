package samegrad.nd4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/** The backend {@code nd4j}: ND4J on the processor or, built with {@code -Pcuda-nd4j}, on a GPU. */
public final class Nd4jProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public Nd4jProvider() {}

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Optional<String> unavailable(EngineConfig config) {
    return Installation.ofThisProcess().missing(config.device());
  }

  @Override
  public List<Path> caches() {
    return List.of(Installation.cache());
  }

  @Override
  public String cacheSetting() {
    return "-Dorg.bytedeco.javacpp.cachedir=FOLDER";
  }

  @Override
  public Engine<?> create(EngineConfig config) {
    unavailable(config)
        .ifPresent(
            why -> {
              throw new BackendUnavailableException(why);
            });
    return Nd4jRuntime.start(config);
  }
}
