package samegrad.plain;

import java.util.Optional;
import samegrad.conformance.BackendContract;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;

/**
 * The conformance kit where arrays of every size are used again, full of NaN, as soon as they are
 * freed.
 */
final class RecyclingConformanceTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new BackendProvider() {
      @Override
      public String name() {
        return PlainEngine.NAME;
      }

      @Override
      public Optional<String> unavailable(EngineConfig config) {
        return Optional.empty();
      }

      @Override
      public Engine<?> create(EngineConfig config) {
        return new PlainEngine(config.threads(), 0);
      }
    };
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BATCH_INVARIANT;
  }
}
