/**
 * Products of matrices, packed into panels and computed in tiles that stay in registers. Start at
 * {@link samegrad.plain.matmul.Matmul}; what is different for each element type and hardware is
 * behind {@link samegrad.plain.matmul.MatmulKernel}.
 */
@NullMarked
package samegrad.plain.matmul;

import org.jspecify.annotations.NullMarked;
