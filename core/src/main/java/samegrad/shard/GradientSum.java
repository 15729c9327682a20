package samegrad.shard;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.Evaluator;
import samegrad.ValueAndGradients;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.network.Homework;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;

/**
 * The loss and gradients of as many blocks as have been added, without a memory of their order.
 *
 * <p>The mean over all samples is Σ wₙLₙ / Σ wₙ, Lₙ being the mean of block n and wₙ its number of
 * samples over {@value Block#ROWS}: 1 for each full block, so that nothing is rounded between a
 * backend's result and the {@link ReproducibleSum}. A backend that is bitwise reproducible thus
 * gives the same bits on one machine and on a thousand. Any other is within the bounds of {@code
 * samegrad.verify} from 1032 samples on: each term goes through fewer roundings than in a sum over
 * all samples.
 */
public final class GradientSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final ReproducibleSum loss;
  private final ArrayList<String> names;
  private final ArrayList<ReproducibleSum> gradients = new ArrayList<>();
  private long samples;

  /**
   * Means over all samples.
   *
   * @param samples how many there were
   * @param loss the loss, of shape ()
   * @param gradients the gradient for each parameter, of its shape, by its name: W1, b1, …
   */
  public record Mean(long samples, HostTensor loss, Map<String, HostTensor> gradients) {
    /** The same as a backend gives it. */
    public Evaluation evaluation() {
      return new Evaluation(loss, Parameters.of(gradients), List.of());
    }
  }

  /** No block of a network's data set. */
  public GradientSum(Network network) {
    loss = new ReproducibleSum(new TensorType(network.dtype(), Shape.scalar()));
    Parameters.Signature signature = network.parameters().signature();
    names = new ArrayList<>(signature.names());
    signature.types().forEach(type -> gradients.add(new ReproducibleSum(type)));
  }

  /**
   * The mean loss and gradients of a data set that need not fit into memory.
   *
   * @param criterion what the loss is
   * @param blocks all its blocks, in any order
   */
  public static Mean mean(
      Backend backend, Network network, Loss criterion, Iterator<Block> blocks) {
    return new GradientSum(network).add(backend, network, criterion, blocks).mean();
  }

  /** The number of samples that have been added. */
  public long samples() {
    return samples;
  }

  /** Adds what a backend makes of blocks, of which one is in memory at a time. */
  public GradientSum add(Backend backend, Network network, Loss criterion, Iterator<Block> blocks) {
    try (ValueAndGradients prepared = network.batchLoss(backend, backend.autograd(), criterion);
        Evaluator evaluator = prepared.evaluator()) {
      blocks.forEachRemaining(
          block -> {
            Homework homework = new Homework(network, block.x(), block.y(), criterion);
            add(evaluator.evaluate(homework.parametersAndBatch()), block.samples());
          });
    }
    return this;
  }

  private void add(Evaluation at, int ofSamples) {
    loss.add(weighted(at.result(), ofSamples));
    for (int i = 0; i < names.size(); i++) {
      gradients.get(i).add(weighted(at.gradients().tensors().get(i), ofSamples));
    }
    samples += ofSamples;
  }

  private static HostTensor weighted(Tensor mean, int samples) {
    HostTensor host = mean.toHost();
    if (samples == Block.ROWS) {
      return host;
    }
    double[] elements = host.toArray();
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= (double) samples / Block.ROWS;
    }
    return HostTensor.of(host.dtype(), host.shape(), elements);
  }

  /**
   * Adds another sum, over other blocks of the same data set.
   *
   * @throws IllegalArgumentException if it is of another network
   */
  public GradientSum add(GradientSum other) {
    if (!names.equals(other.names)) {
      throw new IllegalArgumentException("a sum of " + names + " and one of " + other.names);
    }
    loss.add(other.loss);
    for (int i = 0; i < names.size(); i++) {
      gradients.get(i).add(other.gradients.get(i));
    }
    samples += other.samples;
    return this;
  }

  /**
   * The means.
   *
   * @throws IllegalStateException if there are no samples
   */
  public Mean mean() {
    if (samples == 0) {
      throw new IllegalStateException("a mean over no samples");
    }
    double blocks = (double) samples / Block.ROWS;
    Map<String, HostTensor> means = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      means.put(names.get(i), gradients.get(i).mean(blocks));
    }
    return new Mean(samples, loss.mean(blocks), means);
  }
}
