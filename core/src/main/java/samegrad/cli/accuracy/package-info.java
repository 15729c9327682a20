/**
 * {@code samegrad accuracy}: how exact and how reproducible each backend is. Start at {@link
 * samegrad.cli.accuracy.AccuracyCommand}.
 */
@NullMarked
package samegrad.cli.accuracy;

import org.jspecify.annotations.NullMarked;
