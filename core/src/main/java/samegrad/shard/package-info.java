/**
 * Gradients of data sets that outgrow one batch, or one machine: cut into blocks by the samples'
 * places, computed block by block on any backend, and added up by a {@link
 * samegrad.shard.ReproducibleSum}, so that the bits depend neither on who computed which block nor
 * on when. Start at {@link samegrad.shard.GradientSum}.
 */
@NullMarked
package samegrad.shard;

import org.jspecify.annotations.NullMarked;
