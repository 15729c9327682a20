package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Settings;
import samegrad.autograd.Autograd;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Loss;
import samegrad.network.NetworkFile;
import samegrad.spi.BackendProvider;
import samegrad.tensor.HostTensor;
import samegrad.train.LossCurve;
import samegrad.train.Moons;
import samegrad.train.Sgd;
import samegrad.train.Step;
import samegrad.train.Trainer;
import samegrad.train.Trajectory;

/** Every backend trains networks: to an accuracy, step by step within its bounds, as PyTorch. */
class TrainingTest {
  private static final double BILLIONTH = 1e-9;
  private static final Path MOONS = Path.of("src/test/resources/moons");

  /** By activation and loss, one a backend. */
  private static final Map<String, List<LossCurve>> CURVES = new LinkedHashMap<>();

  /** Leaves all curves in one picture, of which the page of core has a copy. */
  @AfterAll
  static void draw() throws IOException {
    StringBuilder svg = new StringBuilder();
    CURVES.forEach(
        (title, curves) -> {
          int panel = svg.toString().split("<svg ", -1).length - 1;
          String place = "<svg x=\"%d\" y=\"%d\" ".formatted(panel % 2 * 480, panel / 2 * 320);
          svg.append(LossCurve.svg(title, curves).replaceFirst("<svg ", place));
        });
    Files.writeString(
        Path.of("target/two-moons.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"960\">\n"
            + svg
            + "</svg>\n");
  }

  static Stream<BackendProvider> backends() {
    return Backends.find().providers().stream();
  }

  private static Backend open(BackendProvider provider) {
    return Backends.open(Settings.ofSystem(), provider);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void two_moons_are_told_apart_with_each_activation_and_loss(BackendProvider provider) {
    try (Backend backend = open(provider)) {
      for (Activation hidden : List.of(Activation.SIGMOID, Activation.TANH, Activation.RELU)) {
        for (Loss loss : Loss.values()) {
          Homework moons = Moons.homework(hidden, loss);
          Sgd sgd = new Sgd(20, hidden.equals(Activation.SIGMOID) ? 0.5 : 0.1, 0.9, 1);
          try (Trainer trainer = new Trainer(backend, Autograd.NATIVE, moons, sgd)) {
            List<Step> steps = trainer.each(Step.start(moons), 600);
            Homework trained = steps.get(599).of(moons);
            HostTensor output = trained.forward(backend).output().toHost();
            double accuracy = Moons.accuracy(output, moons.y());
            assertTrue(accuracy >= 0.98, () -> hidden + ", " + loss + ": " + accuracy);
            CURVES
                .computeIfAbsent(hidden + ", " + loss, key -> new ArrayList<>())
                .add(new LossCurve(provider.name(), steps.stream().map(Step::loss).toList()));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void each_step_is_within_the_bound_that_follows_from_its_start(BackendProvider provider) {
    try (Backend backend = open(provider)) {
      for (Autograd autograd : Autograd.values()) {
        Homework moons = Moons.homework(Activation.TANH, Loss.CROSS_ENTROPY);
        Sgd sgd = new Sgd(20, 0.1, 0.9, 1);
        try (Trainer trainer = new Trainer(backend, autograd, moons, sgd)) {
          Trajectory steps = Trajectory.of(moons, sgd, trainer.each(Step.start(moons), 5));
          assertEquals(Optional.empty(), steps.firstDefect());
          assertTrue(steps.errorOverBound() > 0);
        }
      }
    }
  }

  /**
   * Rounding differs from the first step on, and each step passes it on: so the limit here, a
   * billionth of what the numbers are, is none that a step could be judged by.
   */
  @ParameterizedTest
  @ValueSource(strings = {"sigmoid", "tanh", "relu"})
  void losses_and_parameters_are_those_of_pytorch(String name) throws IOException {
    Homework homework = NetworkFile.read(MOONS.resolve(name + ".network.json"));
    JsonNode torch = new ObjectMapper().readTree(MOONS.resolve(name + ".trained.json").toFile());
    Sgd sgd =
        new Sgd(
            torch.get("batch").intValue(),
            torch.get("rate").doubleValue(),
            torch.get("momentum").doubleValue(),
            0);
    try (Backend backend = Backends.open();
        Trainer trainer = new Trainer(backend, Autograd.NATIVE, homework, sgd)) {
      Step step = Step.start(homework);
      double worst = 0;
      for (JsonNode loss : torch.get("losses")) {
        step = trainer.next(step);
        worst = Math.max(worst, Math.abs(step.loss() / loss.doubleValue() - 1));
      }
      assertEquals(0, worst, BILLIONTH);
      for (String weight : homework.parameters().asMap().keySet()) {
        List<Double> expected = new ArrayList<>();
        numbers(torch.get("parameters").get(weight), expected);
        assertArrayEquals(
            expected.stream().mapToDouble(w -> w).toArray(),
            step.get(weight).toArray(),
            BILLIONTH * expected.stream().mapToDouble(Math::abs).max().orElseThrow(),
            weight);
      }
    }
  }

  private static void numbers(JsonNode nested, List<Double> into) {
    if (nested.isNumber()) {
      into.add(nested.doubleValue());
    }
    nested.forEach(part -> numbers(part, into));
  }

  @Test
  void a_step_beyond_its_bound_is_named() {
    Homework moons = Moons.homework(Activation.RELU, Loss.SQUARED);
    Sgd sgd = new Sgd(20, 0.1, 0, 0);
    try (Backend backend = Backends.open();
        Trainer trainer = new Trainer(backend, Autograd.NATIVE, moons, new Sgd(20, 0.1001, 0, 0))) {
      List<Step> wrong = trainer.each(Step.start(moons), 2);
      assertEquals(Optional.of("step 1, W1"), Trajectory.of(moons, sgd, wrong).firstDefect());
    }
  }
}
