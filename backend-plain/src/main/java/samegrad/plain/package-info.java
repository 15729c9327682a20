/**
 * The backend in pure Java. Its results have the same bits on every machine: with one thread or
 * many, in vectors of any width or none, on any JDK.
 *
 * <p>Start at {@link samegrad.plain.PlainEngine}. Below it lie, each knowing only those after it,
 * {@code tape} (a loss and its gradients as one program), {@code array} (the operations on whole
 * arrays), {@code matmul} and {@code kernel} (the inner loops, where the time goes) and {@code
 * threads}.
 *
 * <p>A class whose name begins with {@code Double} is made from its twin that begins with {@code
 * Float} when the build begins, unless it is there in the sources: {@code
 * src/build/java/Specialise.java} says how.
 */
@NullMarked
package samegrad.plain;

import org.jspecify.annotations.NullMarked;
