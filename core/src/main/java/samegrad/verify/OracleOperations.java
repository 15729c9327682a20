package samegrad.verify;

import samegrad.HostTensor;
import samegrad.Operations;
import samegrad.Shape;

/** Each operation in exact arithmetic, with the bound on what rounding may do to it. */
public final class OracleOperations implements Operations<Reference> {
  /** The operations; they have no state. */
  public static final OracleOperations INSTANCE = new OracleOperations();

  private OracleOperations() {}

  /** A tensor whose elements are exact: every bound is 0. */
  public static Reference of(HostTensor exactInput) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference matmul(Reference a, boolean transposeA, Reference b, boolean transposeB) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference transpose(Reference a) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference add(Reference a, Reference b) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference subtract(Reference a, Reference b) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference multiply(Reference a, Reference b) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference scale(Reference a, double factor) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference sigmoid(Reference a) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference sum(Reference a, Shape target) {
    throw new IllegalStateException("not written yet");
  }

  @Override
  public Reference broadcast(Reference a, Shape target) {
    throw new IllegalStateException("not written yet");
  }
}
