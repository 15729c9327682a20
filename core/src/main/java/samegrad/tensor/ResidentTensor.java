package samegrad.tensor;

/**
 * A tensor where a backend computed it, in the backend's memory. Each backend has a class of its
 * own for it, which nobody else needs to know.
 */
public non-sealed interface ResidentTensor extends Tensor {}
