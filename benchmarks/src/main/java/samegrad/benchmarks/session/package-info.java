/**
 * {@code samegrad bench}: measures a network on every backend and says which to choose. Start at
 * {@link samegrad.benchmarks.session.Session}; {@link samegrad.benchmarks.session.TrialMain} is its
 * other side, in the JVM of a backend.
 */
@NullMarked
package samegrad.benchmarks.session;

import org.jspecify.annotations.NullMarked;
