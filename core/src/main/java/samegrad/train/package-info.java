/**
 * Training: {@linkplain samegrad.train.Sgd gradient descent} in mini-batches, a {@linkplain
 * samegrad.train.Trainer trainer} that performs its steps on a backend, and what {@linkplain
 * samegrad.train.Trajectory rounding may do to one}. A {@link samegrad.train.LossCurve} shows how
 * it went. Start at {@code Trainer}.
 */
@NullMarked
package samegrad.train;

import org.jspecify.annotations.NullMarked;
