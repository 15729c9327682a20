package samegrad.cli.console;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import samegrad.network.Homework;
import samegrad.network.InvalidInputException;
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

  /** Gradient descent as the options have it. */
  public Sgd of(Homework homework) {
    return of(Math.min(32, homework.samples()));
  }

  /** Gradient descent as the options have it; if no batch is given, with so many samples a step. */
  public Sgd of(int samples) {
    try {
      return new Sgd(batch == null ? samples : batch, rate, momentum, seed);
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException(String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
