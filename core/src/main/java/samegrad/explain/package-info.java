/**
 * The gradients of a homework as they are derived on paper, step by step. {@link
 * samegrad.explain.Derivation} does the steps in exact arithmetic, each with its bound, and lets
 * others change a step; {@link samegrad.explain.Explanation} writes them down, and {@link
 * samegrad.explain.NetworkDrawing} draws the network. Start at {@link samegrad.explain.Quantity},
 * which names what is derived.
 */
@NullMarked
package samegrad.explain;

import org.jspecify.annotations.NullMarked;
