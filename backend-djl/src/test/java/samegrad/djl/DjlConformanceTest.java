package samegrad.djl;

import samegrad.conformance.BackendContract;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;

/** The whole conformance kit, on libtorch. */
final class DjlConformanceTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new DjlProvider();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.RUN_TO_RUN;
  }
}
