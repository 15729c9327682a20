package samegrad.autograd;

/** What computes gradients. */
public enum Autograd {
  /** The engine's own: libtorch's, SameDiff, or what the engine makes of the tape. */
  NATIVE,
  /** The tape of {@link Gradients}, operation by operation on the engine. */
  TAPE;

  /**
   * The autograd of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Autograd of(String name) {
    for (Autograd autograd : values()) {
      if (autograd.toString().equals(name)) {
        return autograd;
      }
    }
    throw new IllegalArgumentException(
        "unknown autograd \"" + name + "\": it is \"native\" or \"tape\"");
  }

  /** {@code "native"} or {@code "tape"}. */
  @Override
  public String toString() {
    return this == NATIVE ? "native" : "tape";
  }
}
