package samegrad.conformance;

import samegrad.Backends;
import samegrad.Settings;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;
import samegrad.spi.EngineConfig;

/**
 * The contract for the backend and device of this process's settings, {@code -Dsamegrad.backend}
 * and {@code -Dsamegrad.device}: what JUnit's console runs on a machine that has no build.
 */
final class SettingsContract extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return Backends.find().require(Settings.ofSystem().backend());
  }

  @Override
  protected EngineConfig config() {
    return Settings.ofSystem().withThreads(super.config().threads()).engine();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.RUN_TO_RUN;
  }

  /** Fewer than a build does: a GPU's starts take long. */
  @Override
  protected int repetitions() {
    return 300;
  }
}
