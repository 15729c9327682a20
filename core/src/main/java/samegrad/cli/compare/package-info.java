/**
 * {@code samegrad compare}: whether all backends agree. Start at {@link
 * samegrad.cli.compare.CompareCommand}.
 */
@NullMarked
package samegrad.cli.compare;

import org.jspecify.annotations.NullMarked;
