package samegrad.plain;

import samegrad.conformance.BackendContract;
import samegrad.spi.BackendProvider;
import samegrad.verify.Determinism;

/** The whole conformance kit, on the plain backend. */
final class PlainConformanceTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new PlainProvider();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.BITWISE;
  }
}
