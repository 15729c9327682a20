/**
 * What samegrad adds to the cost of a library: each operation, and a gradient step, through
 * samegrad and by the library's own calls. Start at {@link samegrad.benchmarks.cost.CostBenchmark}.
 */
@NullMarked
package samegrad.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
