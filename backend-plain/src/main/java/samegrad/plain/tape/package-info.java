/**
 * A loss and its gradients as one program: the operations of a tape, with fewer arrays and passes.
 * Start at {@link samegrad.plain.tape.PlainProgram}; {@link samegrad.plain.tape.PlanBuilder} makes
 * what it runs.
 */
@NullMarked
package samegrad.plain.tape;

import org.jspecify.annotations.NullMarked;
