package samegrad.nd4j;

import samegrad.conformance.BackendContract;
import samegrad.measure.Determinism;
import samegrad.spi.BackendProvider;

/** The whole conformance kit, on ND4J. */
final class Nd4jConformanceTest extends BackendContract {
  @Override
  protected BackendProvider provider() {
    return new Nd4jProvider();
  }

  @Override
  protected Determinism.Grade determinism() {
    return Determinism.Grade.RUN_TO_RUN;
  }
}
