/**
 * JMH suites over all backends, run by {@code samegrad bench}. Start at {@link
 * samegrad.benchmarks.NetworkBenchmark}.
 */
@NullMarked
package samegrad.benchmarks;

import org.jspecify.annotations.NullMarked;
