/**
 * Reverse-mode automatic differentiation. A {@link samegrad.autograd.ScalarFunction} is recorded on
 * a {@link samegrad.autograd.Tape}; {@link samegrad.autograd.Gradients} makes from it the tape of
 * the gradients, by the rule of each {@link samegrad.autograd.Op}. Start at {@code Gradients}.
 */
@NullMarked
package samegrad.autograd;

import org.jspecify.annotations.NullMarked;
