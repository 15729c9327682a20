/**
 * The command line {@code samegrad}. Start at {@link samegrad.cli.Main}; each subcommand is a class
 * of its own.
 */
@NullMarked
package samegrad.cli;

import org.jspecify.annotations.NullMarked;
