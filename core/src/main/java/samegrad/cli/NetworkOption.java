package samegrad.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.NetworkFile;
import samegrad.tensor.DType;

/** The options that say which homework it is. */
final class NetworkOption {
  @Option(
      names = "--network",
      paramLabel = "FILE",
      description =
          "A network with its samples and targets, as JSON; - for standard input. Default: the"
              + " built-in homework.")
  private @Nullable String network;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      description =
          "float32 or float64: rounds the network's numbers to it. Default: as the network says.")
  private @Nullable String dtype;

  /** The homework that the options name. */
  Homework homework(Console console) throws IOException {
    return homework(input(console));
  }

  /** What the network is read from, whole; nothing for the built-in homework. */
  byte[] input(Console console) throws IOException {
    if (network == null) {
      return new byte[0];
    }
    if (network.equals("-")) {
      return console.in().readAllBytes();
    }
    try {
      return NetworkFile.bytes(Path.of(network));
    } catch (InvalidPathException wrong) {
      throw new InvalidInputException("--network: no path: " + wrong.getMessage(), wrong);
    }
  }

  /** The homework that the options name, from what {@link #input} gave. */
  Homework homework(byte[] input) {
    Optional<DType> wanted =
        Optional.ofNullable(dtype).map(name -> Options.read("--dtype", name, DType::of));
    Homework homework =
        network == null
            ? Homework.builtIn()
            : NetworkFile.read(input, network.equals("-") ? "standard input" : network);
    return wanted.map(homework::to).orElse(homework);
  }

  /** The options as another process takes them that has the same input on its standard input. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (network != null) {
      arguments.addAll(List.of("--network", "-"));
    }
    if (dtype != null) {
      arguments.addAll(List.of("--dtype", dtype));
    }
    return arguments;
  }
}
