package samegrad.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.network.Homework;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.shard.ShardedGradients;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/**
 * Trains a network on a backend.
 *
 * <pre>{@code
 * try (Trainer trainer = new Trainer(backend, Autograd.NATIVE, homework, new Sgd(20, 0.1, 0.9, 0))) {
 *   Step trained = trainer.run(Step.start(homework), 300);
 *   Homework better = trained.of(homework);
 * }
 * }</pre>
 *
 * <p>A step depends on nothing but the one before, so whoever goes on from a step that was kept
 * gets the same as if there had been no break: on the plain backend, the same bits.
 */
public final class Trainer implements AutoCloseable {
  private final Backend backend;
  private final Network network;
  private final Sgd sgd;
  private final Function<Step, Evaluation> gradient;
  private final Runnable close;

  /** Prepares the loss of a batch; the homework is what is trained, on its samples. */
  public Trainer(Backend backend, Autograd autograd, Homework homework, Sgd sgd) {
    this.backend = backend;
    this.network = homework.network();
    this.sgd = sgd;
    ValueAndGradients loss = network.batchLoss(backend, autograd, homework.criterion());
    this.gradient =
        at -> loss.evaluate(at.of(sgd.batch(homework, at.number())).parametersAndBatch());
    this.close = loss::close;
  }

  /**
   * Trains on all samples at each step, wherever they are; the backend performs the step.
   *
   * @param gradients is closed with this
   */
  public Trainer(Backend backend, Network network, Sgd sgd, ShardedGradients gradients) {
    this.backend = backend;
    this.network = network;
    this.sgd = sgd;
    this.gradient = at -> gradients.of(at.of(network)).evaluation();
    this.close = gradients::close;
  }

  /** One step from there. */
  @SuppressWarnings("try") // the scope is there to close, not to be used
  public Step next(Step from) {
    try (Scope scope = backend.scope()) {
      Evaluation at = gradient.apply(from);
      Map<String, HostTensor> after = new LinkedHashMap<>();
      after.put(Step.LOSS, at.result().toHost());
      for (TensorName parameter : network.parameterNames()) {
        String w = parameter.toString();
        Tensor v = sgd.velocity(backend, from.get(w + Step.VELOCITY), at.gradient(w));
        after.put(w, sgd.descend(backend, from.get(w), v).toHost());
        after.put(w + Step.VELOCITY, v.toHost());
      }
      return new Step(from.number() + 1, after);
    }
  }

  /** So many steps from there. */
  public Step run(Step from, int steps) {
    Step step = from;
    for (int i = 0; i < steps; i++) {
      step = next(step);
    }
    return step;
  }

  /** Each of so many steps from there. */
  public List<Step> each(Step from, int steps) {
    List<Step> all = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      all.add(next(all.isEmpty() ? from : all.get(i - 1)));
    }
    return all;
  }

  /** Frees what was prepared. */
  @Override
  public void close() {
    close.run();
  }
}
