package samegrad.djl;

import samegrad.conformance.BackendContract;
import samegrad.spi.BackendProvider;
import samegrad.verify.Determinism;

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
