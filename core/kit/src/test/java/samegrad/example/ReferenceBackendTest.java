package samegrad.example;

import samegrad.conformance.BackendContract;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;

/** All that it takes to run the conformance kit on a backend. */
class ReferenceBackendTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new ReferenceProvider();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BATCH_INVARIANT;
  }

  /** The engine has no threads and no state; and it is slow. */
  @Override
  protected int repetitions() {
    return 50;
  }
}
