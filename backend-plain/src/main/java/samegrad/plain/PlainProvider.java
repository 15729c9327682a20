package samegrad.plain;

import java.util.Optional;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/** Provides the pure-Java backend, which needs nothing but a JVM. */
public final class PlainProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public PlainProvider() {}

  @Override
  public String name() {
    return PlainEngine.NAME;
  }

  @Override
  public boolean serves(Device device) {
    return device.isCpu();
  }

  @Override
  public Optional<String> unavailable(EngineConfig config) {
    return serves(config.device())
        ? Optional.empty()
        : Optional.of("it runs on cpu only, not on " + config.device());
  }

  @Override
  public Engine<?> create(EngineConfig config) {
    unavailable(config)
        .ifPresent(
            why -> {
              throw new BackendUnavailableException("backend plain is unavailable: " + why);
            });
    try {
      return new PlainEngine(config.threads());
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      throw new BackendUnavailableException("backend plain: " + wrong.getMessage(), wrong);
    }
  }
}
