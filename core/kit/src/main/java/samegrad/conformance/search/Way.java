package samegrad.conformance.search;

/** How a program is run. */
public enum Way {
  /** Operation by operation. */
  OPERATIONS,
  /** With its gradients by the engine's own autograd. */
  NATIVE,
  /** With its gradients by the engine's own autograd, into the memory of earlier results. */
  INTO_EARLIER,
  /** With its gradients by the tape. */
  TAPE;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
