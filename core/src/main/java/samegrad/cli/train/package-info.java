/** {@code samegrad train}: a network trained. Start at {@link samegrad.cli.train.TrainCommand}. */
@NullMarked
package samegrad.cli.train;

import org.jspecify.annotations.NullMarked;
