package samegrad.cli.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.Causes;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.train.Sgd;
import samegrad.train.Step;
import samegrad.train.Trainer;

/** What a backend is asked. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "question")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Question.Start.class, name = "start"),
  @JsonSubTypes.Type(value = Question.Solve.class, name = "solve"),
  @JsonSubTypes.Type(value = Question.Train.class, name = "train"),
  @JsonSubTypes.Type(value = Question.Measure.class, name = "measure"),
  @JsonSubTypes.Type(value = Question.Order.class, name = "order")
})
public sealed interface Question {
  /**
   * Opens a backend in this JVM and asks it. Whatever is thrown, running out of memory too, is an
   * outcome.
   */
  default Outcome ask(BackendProvider provider, EngineConfig config) {
    try {
      Optional<String> missing = provider.unavailable(config);
      if (missing.isPresent()) {
        return new Outcome.Unavailable(missing.get(), provider.serves(config.device()));
      }
      return answer(provider, new Settings(provider.name(), config, Autograd.NATIVE));
    } catch (BackendUnavailableException unavailable) {
      return new Outcome.Failed(
          String.valueOf(unavailable.getMessage()).lines().findFirst().orElse(""),
          Causes.of(unavailable));
    } catch (Throwable thrown) {
      return Outcome.Failed.of("failed", thrown);
    }
  }

  /** What comes of asking a backend that is there. */
  Outcome answer(BackendProvider provider, Settings settings);

  /** Whether it starts, and what it is. */
  record Start() implements Question {
    @Override
    public Outcome answer(BackendProvider provider, Settings settings) {
      try (Backend backend = Backends.open(settings, provider)) {
        return new Outcome.Answered(backend.info(), Map.of());
      }
    }
  }

  /** The homework, by both autograds. */
  record Solve(Homework homework) implements Question {
    @Override
    public Outcome answer(BackendProvider provider, Settings settings) {
      Map<Autograd, HomeworkResult> results = new EnumMap<>(Autograd.class);
      try (Backend backend = Backends.open(settings, provider)) {
        for (Autograd autograd : Autograd.values()) {
          results.put(autograd, homework.solve(backend, autograd));
        }
        return new Outcome.Answered(backend.info(), results);
      }
    }
  }

  /** So many steps of training, by both autograds. */
  record Train(Homework homework, Sgd sgd, int steps) implements Question {
    @Override
    public Outcome answer(BackendProvider provider, Settings settings) {
      Map<Autograd, List<Step>> taken = new EnumMap<>(Autograd.class);
      try (Backend backend = Backends.open(settings, provider)) {
        for (Autograd autograd : Autograd.values()) {
          try (Trainer trainer = new Trainer(backend, autograd, homework, sgd)) {
            taken.put(autograd, trainer.each(Step.start(homework), steps));
          }
        }
      }
      return new Outcome.Trained(taken);
    }
  }

  /**
   * How exact it is and, if there are runs, how reproducible.
   *
   * @param runs with each number of threads; 0 for none
   */
  record Measure(int runs) implements Question {
    @Override
    public Outcome answer(BackendProvider provider, Settings settings) {
      List<Accuracy> accuracies = new ArrayList<>();
      Map<DType, Determinism> determinism = new EnumMap<>(DType.class);
      try (Backend backend = Backends.open(settings, provider)) {
        for (DType dtype : DType.values()) {
          accuracies.addAll(Accuracy.measure(backend, dtype));
        }
      }
      if (runs > 0) {
        Device device = settings.engine().device();
        for (DType dtype : DType.values()) {
          determinism.put(dtype, Determinism.measure(provider, device, dtype, runs));
        }
      }
      return new Outcome.Measured(accuracies, determinism);
    }
  }

  /**
   * In which order it adds up a sum and an element of a product.
   *
   * @param size how many terms the sum has
   * @param depth how many the element has
   * @param rows how many rows and columns the product has
   */
  record Order(DType dtype, int size, int depth, int rows) implements Question {
    @Override
    public Outcome answer(BackendProvider provider, Settings settings) {
      try (Backend backend = Backends.open(settings, provider)) {
        return new Outcome.Ordered(
            List.of(
                SummationOrder.ofSum(backend, dtype, size),
                SummationOrder.ofProduct(backend, dtype, depth, rows)));
      }
    }
  }
}
