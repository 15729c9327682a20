package samegrad.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.network.Homework;
import samegrad.network.HomeworkResult;
import samegrad.spi.BackendProvider;
import samegrad.spi.BackendUnavailableException;
import samegrad.spi.EngineInfo;
import samegrad.tensor.DType;
import samegrad.verify.Accuracy;
import samegrad.verify.Determinism;

/** Asks a backend in this JVM. */
final class InProcess {
  private InProcess() {}

  /**
   * Opens the backend and, if there is homework, does it with both autograds. Whatever is thrown,
   * running out of memory too, is an outcome.
   */
  static Outcome ask(BackendProvider provider, Settings settings, Optional<Homework> homework) {
    try {
      Optional<String> missing = provider.unavailable(settings.engine());
      return missing.isPresent()
          ? new Outcome.Unavailable(missing.get())
          : solve(provider, settings, homework);
    } catch (BackendUnavailableException unavailable) {
      return new Outcome.Failed(
          String.valueOf(unavailable.getMessage()).lines().findFirst().orElse(""),
          Causes.of(unavailable));
    } catch (Throwable thrown) {
      return Outcome.Failed.of("failed", thrown);
    }
  }

  private static Outcome solve(
      BackendProvider provider, Settings settings, Optional<Homework> homework) {
    try (Backend backend = Backends.open(settings, provider)) {
      EngineInfo info = backend.info();
      Map<Autograd, HomeworkResult> results = new EnumMap<>(Autograd.class);
      if (homework.isPresent()) {
        for (Autograd autograd : Autograd.values()) {
          results.put(autograd, homework.get().solve(backend, autograd));
        }
      }
      return new Outcome.Answered(
          new Outcome.EngineText(
              info.version(), info.device().toString(), info.threads(), info.autograd()),
          results);
    }
  }

  /**
   * Measures how exact a backend is and, if there are runs, how reproducible.
   *
   * @param runs with each number of threads; 0 for none
   */
  static Outcome measure(BackendProvider provider, Settings settings, int runs) {
    Optional<String> missing = provider.unavailable(settings.engine());
    if (missing.isPresent()) {
      return new Outcome.Unavailable(missing.get());
    }
    List<Accuracy> accuracies = new ArrayList<>();
    Map<DType, Determinism> determinism = new EnumMap<>(DType.class);
    try {
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
    } catch (Throwable thrown) {
      return Outcome.Failed.of("failed", thrown);
    }
  }
}
