package samegrad.network;

/**
 * What one layer makes of a batch of M samples.
 *
 * @param z x Wᵀ + b, of shape (M, out)
 * @param a the activation of z, of the same shape
 * @param <T> the kind of array
 */
public record LayerOutput<T>(T z, T a) {}
