/**
 * What is measured of a backend: how {@linkplain samegrad.measure.Accuracy exact} each operation
 * is, against the oracle's bounds, how {@linkplain samegrad.measure.Determinism reproducible} its
 * bits are, and in which {@linkplain samegrad.measure.SummationOrder order} it adds. Start at
 * {@code Accuracy}.
 */
@NullMarked
package samegrad.measure;

import org.jspecify.annotations.NullMarked;
