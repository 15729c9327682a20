package samegrad.cli.console;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.NetworkFile;
import samegrad.tensor.DType;

/** The options that say which homework it is. */
public final class NetworkOption {
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
  public Homework homework(Console console) throws IOException {
    Optional<DType> wanted =
        Optional.ofNullable(dtype).map(name -> Options.read("--dtype", name, DType::of));
    Homework homework = network == null ? Homework.builtIn() : read(network, console);
    return wanted.map(homework::to).orElse(homework);
  }

  private static Homework read(String network, Console console) throws IOException {
    if (network.equals("-")) {
      return NetworkFile.read(console.in().readAllBytes(), "standard input");
    }
    try {
      return NetworkFile.read(Path.of(network));
    } catch (InvalidPathException wrong) {
      throw new InvalidInputException("--network: no path: " + wrong.getMessage(), wrong);
    }
  }
}
