/**
 * What all commands share: where they read and write ({@link samegrad.cli.console.Console}), their
 * exit statuses, and options. Start at {@link samegrad.cli.console.Subcommand}.
 */
@NullMarked
package samegrad.cli.console;

import org.jspecify.annotations.NullMarked;
