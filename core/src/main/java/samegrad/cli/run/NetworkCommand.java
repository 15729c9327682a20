package samegrad.cli.run;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Subcommand;
import samegrad.json.Json;

/** {@code samegrad network}: a network's file. */
@Command(
    name = "network",
    description =
        "Writes the built-in network, or another, as a JSON file with its samples and targets: a"
            + " start for a network of your own.",
    footer = "%nExample: samegrad network > my.json",
    mixinStandardHelpOptions = true)
public final class NetworkCommand implements Subcommand {
  @Mixin private NetworkArgument network = new NetworkArgument();

  @Override
  public int run(Console console) throws IOException {
    console.result(Json.pretty(network.homework(console)));
    return ExitStatus.DONE;
  }
}
