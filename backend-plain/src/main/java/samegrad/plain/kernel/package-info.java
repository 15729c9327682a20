/**
 * The inner loops over contiguous numbers, one at a time and in vectors, with the same bits. Start
 * at {@link samegrad.plain.kernel.FloatKernels}; {@link samegrad.plain.kernel.FloatSigmoid} derives
 * σ, {@link samegrad.plain.kernel.FloatReductions} says in which order numbers are added.
 */
@NullMarked
package samegrad.plain.kernel;

import org.jspecify.annotations.NullMarked;
