/**
 * The operations on whole arrays: which loop a shape needs, and into which array. Start at {@link
 * samegrad.plain.array.PlainOperations}.
 */
@NullMarked
package samegrad.plain.array;

import org.jspecify.annotations.NullMarked;
