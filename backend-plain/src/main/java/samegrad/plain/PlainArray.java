package samegrad.plain;

import samegrad.Shape;

/**
 * A dense array, row by row.
 *
 * @param arithmetic how to compute with its elements
 * @param shape the shape
 * @param elements as many as the shape has; never written once the array is made
 * @param <T> {@code float[]} or {@code double[]}
 */
record PlainArray<T>(Arithmetic<T> arithmetic, Shape shape, T elements) {}
