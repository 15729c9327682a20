/**
 * The command line {@code samegrad}. Start at {@link samegrad.cli.Main}; each subcommand has a
 * package below.
 */
@NullMarked
package samegrad.cli;

import org.jspecify.annotations.NullMarked;
