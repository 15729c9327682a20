/**
 * The homework: a feed-forward {@link samegrad.network.Network}, its loss on a batch of samples,
 * and its gradients, by a backend's autograd and {@linkplain samegrad.network.ByHand by hand}.
 * Start at {@link samegrad.network.Homework}.
 */
@NullMarked
package samegrad.network;

import org.jspecify.annotations.NullMarked;
