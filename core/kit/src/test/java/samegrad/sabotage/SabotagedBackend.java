package samegrad.sabotage;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import samegrad.conformance.BackendContract;
import samegrad.conformance.Gap;
import samegrad.example.ReferenceEngine;
import samegrad.example.ReferenceProvider;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;
import samegrad.spi.Engine;
import samegrad.spi.EngineConfig;
import samegrad.tensor.HostTensor;

/** The conformance kit on the example backend with a defect. Run by {@link SabotageTest} alone. */
final class SabotagedBackend extends BackendContract {
  /** The defect of the run that is going on. */
  static @Nullable Defect defect;

  /** What the run that is going on declares. */
  static List<Gap> gaps = List.of();

  @Override
  protected List<Gap> gaps() {
    return gaps;
  }

  @Override
  protected BackendProvider provider() {
    return provider(engine -> defect == null ? engine : defect.engine().apply(engine));
  }

  /** The example backend with something in front of its engines. */
  static BackendProvider provider(Function<ReferenceEngine, Engine<HostTensor>> front) {
    return new BackendProvider() {
      @Override
      public String name() {
        return "reference";
      }

      @Override
      public Optional<String> unavailable(EngineConfig config) {
        return Optional.empty();
      }

      @Override
      public Engine<?> create(EngineConfig config) {
        return front.apply(new ReferenceProvider().create(config));
      }
    };
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BATCH_INVARIANT;
  }

  @Override
  protected int repetitions() {
    return 10;
  }
}
