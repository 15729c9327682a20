package samegrad.cli.console;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import samegrad.files.Input;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;

/** The options that say which homework it is. */
public final class NetworkOption {
  @Option(
      names = "--network",
      paramLabel = "FILE",
      description =
          "A network with its samples and targets: JSON, .npz or .safetensors; - for standard"
              + " input. Default: the built-in homework.")
  private @Nullable String network;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same as --network FILE.")
  private @Nullable String file;

  @Mixin private HomeworkOptions options = new HomeworkOptions();

  /** The homework that the options name; what reading it assumed is said on standard error. */
  public Homework homework(Console console) throws IOException {
    if (network != null && file != null) {
      throw new InvalidInputException("the network is " + network + " or " + file + ", not both");
    }
    String name = network == null ? file : network;
    if (name == null) {
      return options.builtIn();
    }
    return options.read(
        name.equals("-") ? standardInput(console) : Options.input("--network", name), console);
  }

  private static Input standardInput(Console console) throws IOException {
    return Input.of("standard input", console.in().readAllBytes());
  }
}
