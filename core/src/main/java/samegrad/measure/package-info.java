/**
 * What is measured of a backend: how {@linkplain samegrad.measure.Accuracy exact} each operation
 * is, against the oracle's bounds, and how {@linkplain samegrad.measure.Determinism reproducible}
 * its bits are. Start at {@code Accuracy}.
 */
@NullMarked
package samegrad.measure;

import org.jspecify.annotations.NullMarked;
