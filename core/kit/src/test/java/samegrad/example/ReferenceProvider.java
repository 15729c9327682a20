package samegrad.example;

import java.util.Optional;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;

/** Names the example backend and makes its engine. */
public final class ReferenceProvider implements BackendProvider {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Optional<String> unavailable(EngineConfig config) {
    return config.device().isCpu()
        ? Optional.empty()
        : Optional.of("it runs on the CPU only: set -Dsamegrad.device=cpu");
  }

  @Override
  public ReferenceEngine create(EngineConfig config) {
    return new ReferenceEngine(config);
  }
}
