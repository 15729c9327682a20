/**
 * The backend in pure Java. Its results have the same bits on every machine: with one thread or
 * many, in vectors of any width or none, on any JDK. Start at {@link samegrad.plain.PlainEngine};
 * {@link samegrad.plain.Matmul} and {@link samegrad.plain.DoubleSigmoid} are where the time goes.
 */
@NullMarked
package samegrad.plain;

import org.jspecify.annotations.NullMarked;
