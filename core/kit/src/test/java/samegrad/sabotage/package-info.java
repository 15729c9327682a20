/**
 * Backends that are wrong on purpose, each in one way, to show that the conformance kit can fail.
 * Start at {@link samegrad.sabotage.SabotageTest}.
 */
@NullMarked
package samegrad.sabotage;

import org.jspecify.annotations.NullMarked;
