package samegrad.cli.order;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import samegrad.Settings;
import samegrad.cli.console.Console;
import samegrad.cli.console.ExitStatus;
import samegrad.cli.console.Options;
import samegrad.cli.console.Progress;
import samegrad.cli.console.Subcommand;
import samegrad.cli.console.TimeoutOption;
import samegrad.cli.worker.Answer;
import samegrad.cli.worker.Outcome;
import samegrad.cli.worker.Question;
import samegrad.cli.worker.Workers;
import samegrad.network.InvalidInputException;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;

/** {@code samegrad order}: in which order each backend adds. */
@Command(
    name = "order",
    description = {
      "Finds out in which order each backend adds the terms of a sum, and those of a product's"
          + " first element, and says why bits differ.",
      "0+1+2 is added from left to right, what is in brackets first, Σ(…) at once."
    },
    mixinStandardHelpOptions = true)
public final class OrderCommand implements Subcommand {
  private static final int MOST = 20_000;
  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  @Option(names = "--backend", paramLabel = "NAME", description = "One alone. Default: all.")
  private @Nullable String backend;

  @Option(names = "--device", paramLabel = "DEVICE", description = "cpu or cuda." + DEFAULT)
  private String device = "cpu";

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Numbers of threads." + DEFAULT)
  private List<String> threads = List.of("1", "2");

  @Option(names = "--dtype", paramLabel = "DTYPE", description = "float32 or float64." + DEFAULT)
  private String dtype = "float64";

  @Option(names = "--size", paramLabel = "N", description = "Terms of the sum." + DEFAULT)
  private int size = 32;

  @Option(names = "--depth", description = "Terms of an element of the product." + DEFAULT)
  private int depth = 64;

  @Option(names = "--rows", description = "Rows and columns of the product." + DEFAULT)
  private int rows = 32;

  @Option(names = "--format", description = "${COMPLETION-CANDIDATES}. Default: text.")
  private OrderReport.Format format = OrderReport.Format.text;

  @Mixin private TimeoutOption timeout = new TimeoutOption(120);

  @Override
  public int run(Console console) {
    Question question =
        new Question.Order(
            Options.read("--dtype", dtype, DType::of),
            within("--size", size),
            within("--depth", depth),
            within("--rows", rows));
    Device on = Options.read("--device", device, Device::of);
    OrderReport report = new OrderReport();
    try (Progress progress = new Progress(console, "order")) {
      for (String count : threads) {
        int number = Options.read("--threads", count, Settings::threads);
        Workers workers = new Workers(new EngineConfig(on, number), timeout.limit());
        for (Answer answer :
            backend == null
                ? workers.askAll(question, progress)
                : List.of(workers.ask(backend, question, progress))) {
          if (answer.outcome() instanceof Outcome.Ordered ordered) {
            report.add(answer.backend(), count, ordered.orders());
          }
          answer.outcome().failure().ifPresent(why -> report.fail(answer.backend(), why));
        }
      }
    }
    console.result(report.write(format));
    return report.isEmpty() ? ExitStatus.UNKNOWN : ExitStatus.DONE;
  }

  private static int within(String option, int number) {
    if (number < 1 || number > MOST) {
      throw new InvalidInputException(option + ": is from 1 to " + MOST + ", not " + number);
    }
    return number;
  }
}
