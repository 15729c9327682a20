/**
 * {@code samegrad check}: whether a person's own numbers are right, and {@code samegrad explain}:
 * how they are derived. Start at {@link samegrad.cli.check.CheckCommand}.
 */
@NullMarked
package samegrad.cli.check;

import org.jspecify.annotations.NullMarked;
