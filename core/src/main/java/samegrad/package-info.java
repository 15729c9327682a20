/**
 * The public face: a {@link samegrad.Tensor}, a {@link samegrad.Backend} to compute with it, and
 * {@link samegrad.Backends} to find one. Start at {@code Tensor}; {@link samegrad.Operations} has
 * the vocabulary that everything else is written in.
 */
@NullMarked
package samegrad;

import org.jspecify.annotations.NullMarked;
