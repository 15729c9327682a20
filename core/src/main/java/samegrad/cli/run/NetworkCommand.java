package samegrad.cli.run;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Subcommand;
import samegrad.json.Json;
import samegrad.network.Activation;
import samegrad.network.Loss;
import samegrad.train.Moons;

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

  @Option(
      names = "--moons",
      description = "Two moons instead: 200 points of two classes, for a network to be trained.")
  private boolean moons;

  @Override
  public int run(Console console) throws IOException {
    console.result(
        Json.pretty(
            moons
                ? Moons.homework(Activation.TANH, Loss.CROSS_ENTROPY)
                : network.homework(console)));
    return ExitStatus.DONE;
  }
}
