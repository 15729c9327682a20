package samegrad.plain.array;

import samegrad.tensor.Shape;

/**
 * A dense array, row by row.
 *
 * @param arithmetic how to compute with its elements
 * @param shape the shape
 * @param elements as many as the shape has; never written while the array is in use
 * @param owned whether the elements are the engine's own, to be used again once the array is freed
 * @param <T> {@code float[]} or {@code double[]}
 */
public record PlainArray<T>(Arithmetic<T> arithmetic, Shape shape, T elements, boolean owned) {}
