package samegrad.cli.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.cli.console.BackendOptions;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.FormatOption;
import samegrad.cli.console.NetworkArgument;
import samegrad.cli.console.Subcommand;
import samegrad.json.Json;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.network.InvalidInputException;
import samegrad.network.LayerGradients;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;

/** {@code samegrad run}: the homework on one backend. */
@Command(
    name = "run",
    description =
        "Does the homework on one backend: every layer's output, the loss, every gradient.",
    footer = "%nExample: samegrad run my.json --backend plain --precision 8",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Subcommand {
  /** Twice what tells two numbers of float64 apart. */
  private static final int MOST_DECIMALS = 34;

  @Mixin private NetworkArgument network = new NetworkArgument();
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "What computes. Default: -Dsamegrad.backend, SAMEGRAD_BACKEND, "
              + Settings.DEFAULT_BACKEND
              + ".")
  private @Nullable String backend;

  @Option(
      names = "--autograd",
      paramLabel = "KIND",
      description =
          "What computes the gradients: native or tape. Default: -Dsamegrad.autograd,"
              + " SAMEGRAD_AUTOGRAD, native.")
  private @Nullable String autograd;

  @Option(
      names = "--show-network",
      description = "Show the weights, the biases, the samples and the targets too.")
  private boolean showNetwork;

  @Option(
      names = "--layer-gradients",
      description =
          "Show the gradients with respect to z and a of every layer too, by the same autograd.")
  private boolean layerGradients;

  @Option(
      names = "--precision",
      paramLabel = "N",
      description = "How many decimals a text has. Default: ${DEFAULT-VALUE}, as in PyTorch.")
  private int precision = 4;

  @Option(names = "--full", description = "Leave nothing out of a large tensor in a text.")
  private boolean full;

  @Override
  public int run(Console console) throws IOException {
    if (precision < 0 || precision > MOST_DECIMALS) {
      throw new InvalidInputException(
          "--precision: is a whole number from 0 to " + MOST_DECIMALS + ", not " + precision);
    }
    Settings settings = options.settings(backend, autograd);
    Homework homework = network.homework(console);
    try (Backend opened = Backends.open(settings)) {
      HomeworkResult result = homework.solve(opened, settings.autograd());
      Map<TensorName, HostTensor> gradients =
          layerGradients
              ? LayerGradients.of(homework, result.layers(), opened, settings.autograd())
              : Map.of();
      console.result(
          format.isJson()
              ? json(homework, result, gradients)
              : ResultText.write(
                  homework,
                  result,
                  opened,
                  showNetwork,
                  gradients,
                  new TensorText(precision, full)));
    }
    return ExitStatus.DONE;
  }

  private String json(
      Homework homework, HomeworkResult result, Map<TensorName, HostTensor> gradients) {
    Map<String, Object> further = new LinkedHashMap<>();
    if (layerGradients) {
      further.put("layerGradients", gradients);
    }
    if (showNetwork) {
      further.put("network", homework);
    }
    return further.isEmpty() ? Json.write(result) : Json.write(result, further);
  }
}
