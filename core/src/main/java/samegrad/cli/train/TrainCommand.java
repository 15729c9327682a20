package samegrad.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
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
import samegrad.cli.console.Options;
import samegrad.cli.console.SgdOptions;
import samegrad.cli.console.Subcommand;
import samegrad.files.NetworkFiles;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.shard.ShardedGradients;
import samegrad.train.LossCurve;
import samegrad.train.Sgd;
import samegrad.train.Step;
import samegrad.train.Trainer;

/** {@code samegrad train}: a network trained by gradient descent. */
@Command(
    name = "train",
    description = {
      "Trains a network by gradient descent in mini-batches, on one backend.",
      "Ctrl-C ends it early; OUT.checkpoint.safetensors is where --resume goes on, with the same"
          + " bits as without a break on a backend that has the same bits always."
    },
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Subcommand {
  private static final int REPORTS = 10;
  private static final String BLOCKS = "blocks";

  @Mixin private NetworkArgument network = new NetworkArgument();
  @Mixin private BackendOptions options = new BackendOptions();
  @Mixin private SgdOptions sgdOptions = new SgdOptions();
  @Mixin private FormatOption format = new FormatOption();

  @Option(names = "--backend", paramLabel = "NAME", description = "As of samegrad run.")
  private @Nullable String backend;

  @Option(names = "--autograd", paramLabel = "KIND", description = "As of samegrad run.")
  private @Nullable String autograd;

  @Option(names = "--steps", paramLabel = "N", description = "How many steps. Default: 100.")
  private @Nullable Integer steps;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Or how many times all samples are taken.")
  private @Nullable Integer epochs;

  @Option(
      names = "--on",
      paramLabel = "WHERE",
      description =
          "Take all samples at each step, 1024 at a time: blocks, on this machine, or spark, on"
              + " a cluster. Both leave the same bits.")
  private @Nullable String on;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master, such as spark://HOST:7077. Default: Spark's own setting.")
  private @Nullable String master;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description =
          "The trained network and its samples, as .safetensors, .npz or .json; a checkpoint goes"
              + " beside it.")
  private @Nullable String output;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Go on from a checkpoint; all other options as before.")
  private @Nullable String resume;

  /** What is told of it. */
  private record Report(
      String network, String backend, long step, List<Double> losses, boolean interrupted) {
    String text() {
      return "%s on %s: %d steps, loss %s%n%s%s"
          .formatted(
              network,
              backend,
              step,
              losses.isEmpty()
                  ? "unknown"
                  : shortly(losses.get(0)) + " to " + shortly(losses.get(losses.size() - 1)),
              new LossCurve("loss", losses).text(),
              interrupted ? System.lineSeparator() + "interrupted" : "");
    }
  }

  private static String shortly(double number) {
    return String.format(Locale.ROOT, "%.4g", number);
  }

  @Override
  public int run(Console console) throws IOException {
    Homework homework = network.homework(console);
    Sgd sgd = sgd(homework);
    long last = last(homework, sgd);
    Settings settings = options.settings(backend, autograd);
    Optional<Path> out =
        Optional.ofNullable(output)
            .map(file -> Options.writable("--output", Options.path("--output", file)));
    Step step = resume == null ? Step.start(homework) : Checkpoint.read(resume, homework);
    List<Double> losses = new ArrayList<>();
    try (Backend opened = Backends.open(settings);
        Trainer trainer = trainer(opened, settings, homework, sgd);
        Interruption interruption = new Interruption()) {
      long every = Math.max(1, (last - step.number()) / REPORTS);
      while (step.number() < last && !interruption.asked()) {
        try {
          step = trainer.next(step);
        } catch (RuntimeException failure) {
          if (!interruption.asked()) {
            throw failure;
          }
          break; // a cluster gives up at once
        }
        losses.add(step.loss());
        if (step.number() % every == 0 || step.number() == last) {
          console.error(
              "step %d of %d: loss %s".formatted(step.number(), last, shortly(step.loss())));
        }
      }
      if (out.isPresent()) {
        NetworkFiles.write(out.get(), step.of(homework));
        Checkpoint.write(Path.of(out.get() + ".checkpoint.safetensors"), step);
      }
      Report report =
          new Report(
              homework.network().toString(),
              opened.info().name(),
              step.number(),
              losses,
              step.number() < last);
      sgdOptions.draw(homework, List.of(new LossCurve(report.backend(), losses)));
      console.result(format.write(report, report::text));
    }
    return ExitStatus.DONE;
  }

  private Sgd sgd(Homework homework) {
    if (master != null && (on == null || on.equals(BLOCKS))) {
      throw new InvalidInputException("--master is for --on spark");
    }
    if (on == null) {
      return sgdOptions.of(homework);
    }
    if (!on.equals(BLOCKS)) {
      cluster(on);
    }
    Sgd sgd = sgdOptions.of(homework.samples());
    if (sgd.batch() != homework.samples()) {
      throw new InvalidInputException(
          "--on takes all %d samples at each step, not --batch %d"
              .formatted(homework.samples(), sgd.batch()));
    }
    return sgd;
  }

  private Trainer trainer(Backend opened, Settings settings, Homework homework, Sgd sgd) {
    if (on == null) {
      return new Trainer(opened, settings.autograd(), homework, sgd);
    }
    ShardedGradients gradients =
        on.equals(BLOCKS)
            ? ShardedGradients.of(opened, homework)
            : cluster(on).spread(homework, Optional.ofNullable(master), settings);
    return new Trainer(opened, homework.network(), sgd, gradients);
  }

  private static ShardedGradients.Provider cluster(String name) {
    for (ShardedGradients.Provider provider : ServiceLoader.load(ShardedGradients.Provider.class)) {
      if (provider.name().equals(name)) {
        return provider;
      }
    }
    throw new InvalidInputException(
        name.equals("spark")
            ? "--on spark: Spark is not installed here: in samegrad's sources, ./mvnw -Pspark"
                + " package -DskipTests puts it beside the launcher"
            : "--on: it is \"blocks\" or \"spark\", not \"" + name + "\"");
  }

  private long last(Homework homework, Sgd sgd) {
    if (steps != null && epochs != null) {
      throw new InvalidInputException("--steps or --epochs, not both");
    }
    long last =
        epochs != null
            ? epochs * sgd.stepsOfEpoch(homework.samples())
            : steps != null ? steps : 100;
    if (last < 1) {
      throw new InvalidInputException("--steps and --epochs: 1 or more");
    }
    return last;
  }

  /** Ctrl-C, which ends the JVM only when this is closed. */
  private static final class Interruption implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "samegrad-train-interrupted");
    private volatile boolean asked;

    Interruption() {
      Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
      asked = true;
      try {
        closed.await();
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }

    boolean asked() {
      return asked;
    }

    @Override
    public void close() {
      closed.countDown();
      if (!asked) {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
          asked = true; // the hook ends by itself
        }
      }
    }
  }
}
