package samegrad.cli;

import java.util.concurrent.Callable;

/**
 * A subcommand that another module adds: annotated as picocli has it, found by {@link
 * java.util.ServiceLoader}, and returning its exit status.
 */
public interface ExtraCommand extends Callable<Integer> {
  /** Whether what looks like an option is for the command to read, in its positional parameters. */
  default boolean takesAnyArguments() {
    return false;
  }
}
