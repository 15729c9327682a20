package samegrad.cli.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.files.Input;
import samegrad.files.NetworkFiles;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.Loss;
import samegrad.tensor.DType;

/** The options that say how a network's file becomes a homework. */
public final class HomeworkOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Samples x and targets y, as .npz, .safetensors or JSON; x alone as .npy. Default: those"
              + " beside the network.")
  private @Nullable String data;

  @Option(
      names = "--hidden",
      paramLabel = "NAME",
      description =
          "The hidden layers' activation, where the file does not say it. Default: sigmoid.")
  private @Nullable String hidden;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description = "squared or cross-entropy, instead of what the file says, if it says any.")
  private @Nullable String loss;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      description =
          "float32 or float64: rounds the network's numbers to it. Default: as the network says.")
  private @Nullable String dtype;

  /** Whether none is given. */
  public boolean areDefaults() {
    return data == null && hidden == null && loss == null && dtype == null;
  }

  /** The built-in homework. */
  Homework builtIn() {
    if (data != null || hidden != null) {
      throw new InvalidInputException("--data and --hidden belong to a --network FILE");
    }
    return rounded(Homework.builtIn());
  }

  /** The homework of a network; what reading it assumed is said on standard error. */
  public Homework read(Input network, Console console) {
    NetworkFiles.Loaded loaded =
        NetworkFiles.read(
            network,
            Optional.ofNullable(data).map(file -> Options.input("--data", file)),
            Optional.ofNullable(hidden)
                .map(name -> Options.read("--hidden", name, Activation::of)));
    loaded.notes().forEach(console::error);
    return rounded(loaded.homework());
  }

  private Homework rounded(Homework read) {
    Homework homework =
        loss == null ? read : Options.read("--loss", loss, name -> read.with(Loss.of(name)));
    return dtype == null ? homework : homework.to(Options.read("--dtype", dtype, DType::of));
  }
}
