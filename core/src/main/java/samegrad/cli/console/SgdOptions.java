package samegrad.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
import samegrad.train.LossCurve;
import samegrad.train.Sgd;

/** The options that say how a network is trained. */
public final class SgdOptions {
  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "How many samples a step takes. Default: all, but at most 32.")
  private @Nullable Integer batch;

  @Option(
      names = "--rate",
      paramLabel = "ETA",
      description = "The learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate = 0.1;

  @Option(
      names = "--momentum",
      paramLabel = "MU",
      description = "From 0 to 1. Default: ${DEFAULT-VALUE}.")
  private double momentum;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Shuffles the samples anew for each epoch. Default: 0, which does not.")
  private long seed;

  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "Where a picture of the losses goes, as SVG.")
  private @Nullable String curve;

  /**
   * Gradient descent as the options have it.
   *
   * @throws InvalidInputException if they are out of range, or the picture cannot be written
   */
  public Sgd of(Homework homework) {
    return of(Math.min(32, homework.samples()));
  }

  /** Gradient descent as the options have it; if no batch is given, with so many samples a step. */
  public Sgd of(int samples) {
    if (curve != null) {
      Options.writable("--curve", Options.path("--curve", curve));
    }
    try {
      return new Sgd(batch == null ? samples : batch, rate, momentum, seed);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /** Whether the losses are to be drawn. */
  public boolean isDrawn() {
    return curve != null;
  }

  /** Draws the losses, if that is wanted. */
  public void draw(Homework homework, List<LossCurve> curves) throws IOException {
    if (curve != null) {
      Files.writeString(Path.of(curve), LossCurve.svg(homework.network().toString(), curves));
    }
  }
}
