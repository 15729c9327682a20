/**
 * The search for programs that a backend computes wrong: drawn at random, run in many ways, shrunk,
 * and printed as Java. Needs no JUnit. Start at {@link samegrad.conformance.search.Search}.
 */
@NullMarked
package samegrad.conformance.search;

import org.jspecify.annotations.NullMarked;
