package samegrad.cli.console;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;
import samegrad.network.InvalidInputException;

/** {@link NetworkOption}, or its file without the option, of a command that takes no other file. */
public final class NetworkArgument extends NetworkOption {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as --network FILE.")
  private @Nullable String file;

  @Override
  @Nullable String name() {
    String network = super.name();
    if (network != null && file != null) {
      throw new InvalidInputException("the network is " + network + " or " + file + ", not both");
    }
    return network == null ? file : network;
  }
}
