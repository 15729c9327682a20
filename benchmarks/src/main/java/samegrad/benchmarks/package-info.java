/**
 * JMH suites over all backends, run by {@code samegrad bench}. Start at {@link
 * samegrad.benchmarks.GradientStepBenchmark}.
 */
@NullMarked
package samegrad.benchmarks;

import org.jspecify.annotations.NullMarked;
