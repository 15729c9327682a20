package samegrad.cli.console;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.files.Input;
import samegrad.network.Homework;

/** The options that say which homework it is. */
public sealed class NetworkOption permits NetworkArgument {
  @Option(
      names = "--network",
      paramLabel = "FILE",
      description =
          "A network, samples and targets: .npz, .safetensors or JSON; - for standard input."
              + " Default: the built-in homework.")
  private @Nullable String network;

  @Mixin private HomeworkOptions options = new HomeworkOptions();

  /** The homework that the options name; what reading it assumed is said on standard error. */
  public Homework homework(Console console) throws IOException {
    String name = name();
    if (name == null) {
      return options.builtIn();
    }
    return options.read(
        name.equals("-") ? standardInput(console) : Options.input("--network", name), console);
  }

  /** The file, if there is one. */
  @Nullable String name() {
    return network;
  }

  private static Input standardInput(Console console) throws IOException {
    return Input.of("standard input", console.in().readAllBytes());
  }
}
