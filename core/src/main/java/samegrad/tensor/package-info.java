/**
 * What all else speaks of: a {@link samegrad.tensor.Tensor} with its {@link samegrad.tensor.Shape}
 * and {@link samegrad.tensor.DType}, the nine {@link samegrad.tensor.Operations} on any kind of
 * array, and {@link samegrad.tensor.TypeRules}, the one place where shapes and dtypes are checked.
 * Start at {@code Tensor}, then read {@code Operations}.
 */
@NullMarked
package samegrad.tensor;

import org.jspecify.annotations.NullMarked;
