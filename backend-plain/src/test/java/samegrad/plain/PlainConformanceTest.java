package samegrad.plain;

import samegrad.conformance.BackendContract;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;

/** The whole conformance kit, on the plain backend. */
final class PlainConformanceTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new PlainProvider();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BATCH_INVARIANT;
  }
}
