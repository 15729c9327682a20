/**
 * {@code samegrad soak}: whether memory stays flat over many gradient steps. Start at {@link
 * samegrad.benchmarks.soak.SoakCommand}; {@link samegrad.benchmarks.soak.Soak} is one backend's
 * run.
 */
@NullMarked
package samegrad.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
