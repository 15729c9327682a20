/**
 * The front door: {@link samegrad.Backends} finds and opens a {@link samegrad.Backend}, which
 * computes on tensors, prepares gradients ({@link samegrad.ValueAndGradients}) and owns the memory
 * ({@link samegrad.Scope}). Start at {@code Backend}; what it computes with is in {@link
 * samegrad.tensor}, what computes behind it in {@link samegrad.spi}.
 */
@NullMarked
package samegrad;

import org.jspecify.annotations.NullMarked;
