package samegrad.cli.console;

/**
 * A subcommand, annotated as picocli has it. Those of other modules are found by {@link
 * java.util.ServiceLoader}.
 */
public interface Subcommand {
  /**
   * Does what its options say, and writes the result.
   *
   * @return one of {@link ExitStatus}
   * @throws samegrad.network.InvalidInputException if an option or a file cannot be used
   */
  int run(Console console) throws Exception;

  /** Whether what looks like an option is for the command to read, in its positional parameters. */
  default boolean takesAnyArguments() {
    return false;
  }
}
