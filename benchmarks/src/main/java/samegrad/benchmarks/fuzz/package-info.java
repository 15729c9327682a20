/**
 * {@code samegrad fuzz}: the conformance kit's search on the backends that are installed. Start at
 * {@link samegrad.benchmarks.fuzz.FuzzCommand}.
 */
@NullMarked
package samegrad.benchmarks.fuzz;

import org.jspecify.annotations.NullMarked;
