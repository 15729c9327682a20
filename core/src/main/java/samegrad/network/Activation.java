package samegrad.network;

import samegrad.tensor.Operations;

/** What a layer applies to each element of z. */
public enum Activation {
  /** σ(z) = 1/(1+e⁻ᶻ). */
  SIGMOID,
  /** Nothing. */
  IDENTITY;

  /** The activation of z. */
  public <T> T apply(Operations<T> operations, T z) {
    return this == SIGMOID ? operations.sigmoid(z) : z;
  }

  /** {@code "sigmoid"} or {@code "identity"}, as in a network file. */
  @Override
  public String toString() {
    return this == SIGMOID ? "sigmoid" : "identity";
  }
}
