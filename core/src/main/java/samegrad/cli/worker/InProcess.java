package samegrad.cli.worker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.measure.Accuracy;
import samegrad.measure.Determinism;
import samegrad.measure.SummationOrder;
import samegrad.network.HomeworkResult;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Causes;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.train.Step;
import samegrad.train.Trainer;

/** Asks a backend in this JVM. */
public final class InProcess {
  private InProcess() {}

  /** Opens the backend and asks. Whatever is thrown, running out of memory too, is an outcome. */
  public static Outcome ask(BackendProvider provider, EngineConfig config, Question question) {
    try {
      Optional<String> missing = provider.unavailable(config);
      if (missing.isPresent()) {
        return new Outcome.Unavailable(missing.get(), provider.serves(config.device()));
      }
      Settings settings = new Settings(provider.name(), config, Autograd.NATIVE);
      if (question instanceof Question.Measure measure) {
        return measure(provider, settings, measure.runs());
      }
      return question instanceof Question.Order order
          ? order(provider, settings, order)
          : solve(provider, settings, question);
    } catch (BackendUnavailableException unavailable) {
      return new Outcome.Failed(
          String.valueOf(unavailable.getMessage()).lines().findFirst().orElse(""),
          Causes.of(unavailable));
    } catch (Throwable thrown) {
      return Outcome.Failed.of("failed", thrown);
    }
  }

  private static Outcome solve(BackendProvider provider, Settings settings, Question question) {
    try (Backend backend = Backends.open(settings, provider)) {
      if (question instanceof Question.Train train) {
        return train(backend, train);
      }
      Map<Autograd, HomeworkResult> results = new EnumMap<>(Autograd.class);
      if (question instanceof Question.Solve solve) {
        for (Autograd autograd : Autograd.values()) {
          results.put(autograd, solve.homework().solve(backend, autograd));
        }
      }
      return new Outcome.Answered(backend.info(), results);
    }
  }

  private static Outcome train(Backend backend, Question.Train asked) {
    Map<Autograd, List<Step>> steps = new EnumMap<>(Autograd.class);
    for (Autograd autograd : Autograd.values()) {
      try (Trainer trainer = new Trainer(backend, autograd, asked.homework(), asked.sgd())) {
        steps.put(autograd, trainer.each(Step.start(asked.homework()), asked.steps()));
      }
    }
    return new Outcome.Trained(steps);
  }

  private static Outcome order(BackendProvider provider, Settings settings, Question.Order order) {
    try (Backend backend = Backends.open(settings, provider)) {
      return new Outcome.Ordered(
          List.of(
              SummationOrder.ofSum(backend, order.dtype(), order.size()),
              SummationOrder.ofProduct(backend, order.dtype(), order.depth(), order.rows())));
    }
  }

  private static Outcome measure(BackendProvider provider, Settings settings, int runs) {
    List<Accuracy> accuracies = new ArrayList<>();
    Map<DType, Determinism> determinism = new EnumMap<>(DType.class);
    try (Backend backend = Backends.open(settings, provider)) {
      for (DType dtype : DType.values()) {
        accuracies.addAll(Accuracy.measure(backend, dtype));
      }
    }
    if (runs > 0) {
      for (DType dtype : DType.values()) {
        determinism.put(
            dtype, Determinism.measure(provider, settings.engine().device(), dtype, runs));
      }
    }
    return new Outcome.Measured(accuracies, determinism);
  }
}
