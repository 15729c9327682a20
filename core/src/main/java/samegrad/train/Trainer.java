package samegrad.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.network.Homework;
import samegrad.network.LayerOutput;
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
  private static final String X = "x";
  private static final String Y = "y";

  private final Backend backend;
  private final Homework homework;
  private final Sgd sgd;
  private final ValueAndGradients gradient;

  /** Prepares the loss of a batch; the homework is what is trained, on its samples. */
  public Trainer(Backend backend, Autograd autograd, Homework homework, Sgd sgd) {
    this.backend = backend;
    this.homework = homework;
    this.sgd = sgd;
    this.gradient = backend.valueAndGradients(loss(), autograd);
  }

  /** The batch is a parameter, not a constant, so that the loss is prepared once for all. */
  private ScalarFunction loss() {
    return parameters -> {
      List<LayerOutput<Variable>> layers =
          homework.network().forward(parameters.operations(), parameters::get, parameters.get(X));
      return homework
          .criterion()
          .of(
              parameters.operations(),
              layers.get(layers.size() - 1).a(),
              parameters.get(Y),
              sgd.batch());
    };
  }

  /** One step from there. */
  @SuppressWarnings("try") // the scope is there to close, not to be used
  public Step next(Step from) {
    Homework batch = sgd.batch(homework, from.number());
    try (Scope scope = backend.scope()) {
      Map<String, Tensor> parameters = new LinkedHashMap<>(from.parameters());
      parameters.put(X, batch.x());
      parameters.put(Y, batch.y());
      Evaluation at = gradient.evaluate(Parameters.of(parameters));
      Map<String, HostTensor> after = new LinkedHashMap<>();
      Map<String, HostTensor> velocity = new LinkedHashMap<>();
      from.parameters()
          .forEach(
              (name, w) -> {
                Tensor v = sgd.velocity(backend, from.velocity().get(name), at.gradient(name));
                velocity.put(name, v.toHost());
                after.put(name, sgd.descend(backend, w, v).toHost());
              });
      return new Step(from.number() + 1, at.result().toHost(), after, velocity);
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
    gradient.close();
  }
}
