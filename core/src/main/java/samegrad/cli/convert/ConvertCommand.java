package samegrad.cli.convert;

import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.HomeworkOptions;
import samegrad.cli.console.Options;
import samegrad.cli.console.Subcommand;
import samegrad.files.Input;
import samegrad.files.NetworkFiles;
import samegrad.files.ResultFiles;
import samegrad.files.TensorFiles;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.network.Loss;

/** {@code samegrad convert}: what is in one file, written to another, bit for bit. */
@Command(
    name = "convert",
    description = {
      "Writes what is in a file to another: a network, samples or results, bit for bit.",
      "From .npz to .safetensors and back, names stay as they are."
    },
    footer = "%nExample: samegrad convert my.json my.npz",
    mixinStandardHelpOptions = true)
public final class ConvertCommand implements Subcommand {
  @Parameters(
      paramLabel = "IN",
      description = "JSON, .npz or .safetensors: what it is shows in what it holds.")
  private String in = "";

  @Parameters(
      paramLabel = "OUT",
      description = "A name that ends in .json, .npz or .safetensors; it is written over.")
  private String out = "";

  @Mixin private HomeworkOptions options = new HomeworkOptions();

  @Override
  public int run(Console console) {
    Input input = Options.input("IN", in);
    Path output = Options.path("OUT", out);
    boolean toJson = out.endsWith(".json");
    if (ResultFiles.holds(input)) {
      if (!options.areDefaults()) {
        throw new InvalidInputException(
            in + ": holds results; --data, --hidden and --dtype are for networks");
      }
      ResultFiles.write(output, ResultFiles.read(input));
    } else if (TensorFiles.holds(input) && !toJson && options.areDefaults()) {
      TensorFiles.copy(input, output).forEach(console::error);
    } else {
      Homework homework = options.read(input, console);
      NetworkFiles.write(output, homework);
      if (!toJson) {
        console.error(
            homework.network().layers().stream()
                .map(layer -> layer.activation().toString())
                .collect(
                    Collectors.joining(
                        ", ",
                        out + ": the activations are not in the file: they are ",
                        homework.criterion() == Loss.SQUARED
                            ? ""
                            : ", nor is the loss: --loss " + homework.criterion())));
      }
    }
    return ExitStatus.DONE;
  }
}
