/**
 * What an author of a backend implements: a {@link samegrad.spi.BackendProvider}, which is found by
 * {@link java.util.ServiceLoader}, and the {@link samegrad.spi.Engine} that it makes. Start at
 * {@code Engine}.
 */
@NullMarked
package samegrad.spi;

import org.jspecify.annotations.NullMarked;
