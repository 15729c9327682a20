package samegrad.shard;

import java.util.Optional;
import samegrad.Backend;
import samegrad.Settings;
import samegrad.network.Homework;
import samegrad.network.Network;

/**
 * The mean loss and gradients over a data set, computed block by block, wherever it lies. The bits
 * are those of {@link GradientSum#mean}, on a backend that is bitwise reproducible.
 */
@FunctionalInterface
public interface ShardedGradients extends AutoCloseable {
  /** The means over all samples at those parameters. */
  GradientSum.Mean of(Network network);

  /** Gives up what was held for it; nothing, if not overridden. */
  @Override
  default void close() {}

  /** Of samples in memory, on one backend. */
  static ShardedGradients of(Backend backend, Homework homework) {
    return network ->
        GradientSum.mean(
            backend,
            network,
            homework.criterion(),
            Block.of(homework.x(), homework.y()).iterator());
  }

  /** Spreads a data set over machines; found by {@link java.util.ServiceLoader}. */
  interface Provider {
    /** The name that selects it. */
    String name();

    /**
     * Connects to a cluster and hands it the samples.
     *
     * @param master the cluster's address; empty for the one that its own settings name
     * @param settings what the machines compute with
     * @throws samegrad.network.InvalidInputException if there is no such cluster
     */
    ShardedGradients spread(Homework homework, Optional<String> master, Settings settings);
  }
}
