package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.DType;
import samegrad.HostTensor;
import samegrad.Shape;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;

class FalseAlarmTest {
  /** How many networks; all 10,000 with -Dsamegrad.networks=10000. */
  private static final int NETWORKS = Integer.getInteger("samegrad.networks", 1_000);

  private static final double[] SCALES = {1, 10, 100};

  @ParameterizedTest
  @EnumSource(DType.class)
  void no_correct_computation_in_any_order_is_called_different(DType dtype) {
    double largestRatio = 0;
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int seed = 0; seed < NETWORKS; seed++) {
      for (double scale : SCALES) {
        Homework homework = homework(seed, scale, dtype);
        Oracle.Solution exact = Oracle.solve(homework, new DoubleDoubleArithmetic());
        for (Simulation.Order order : Simulation.Order.values()) {
          SplittableRandom random = new SplittableRandom(seed);
          boolean flush = seed % 5 == 0;
          Simulation library =
              new Simulation(
                  Rounding.correct(dtype, flush, random),
                  order,
                  Simulation.Mean.values()[random.nextInt(4)],
                  Simulation.Slope.values()[random.nextInt(3)],
                  random.nextBoolean());
          for (Map.Entry<String, HostTensor> entry : library.solve(homework).entrySet()) {
            Comparison comparison = Comparison.of(entry.getValue(), exact.tensor(entry.getKey()));
            verdicts.merge(comparison.verdict(), 1, Integer::sum);
            largestRatio = Math.max(largestRatio, comparison.maxRatio());
            if (comparison.verdict() == Verdict.DIFFER) {
              fail(
                  "seed %d, scale %s, %s, %s: %s %s"
                      .formatted(seed, scale, dtype, order, entry.getKey(), comparison.describe()));
            }
          }
        }
      }
    }
    System.err.println(dtype + " " + verdicts + " " + largestRatio);
    assertTrue(largestRatio > 0.1, "the bounds are loose: largest ratio " + largestRatio);
  }

  @ParameterizedTest
  @EnumSource(Simulation.Order.class)
  void products_of_factors_rounded_to_tf32_or_bfloat16_are_called_different(
      Simulation.Order order) {
    for (int bits : new int[] {11, 8}) {
      for (double scale : SCALES) {
        List<Integer> missed = new ArrayList<>();
        for (int seed = 0; seed < NETWORKS; seed++) {
          Homework homework = homework(seed, scale, DType.FLOAT32);
          Oracle.Solution exact = Oracle.solve(homework, new DoubleDoubleArithmetic());
          Simulation library =
              new Simulation(
                  new Rounding(DType.FLOAT32, false, bits, new SplittableRandom(seed)),
                  order,
                  Simulation.Mean.DIVIDES,
                  Simulation.Slope.G_TIMES_A_TIMES_REST,
                  true);
          boolean rejected =
              library.solve(homework).entrySet().stream()
                  .anyMatch(
                      entry ->
                          Comparison.of(entry.getValue(), exact.tensor(entry.getKey())).verdict()
                              == Verdict.DIFFER);
          if (!rejected) {
            missed.add(seed);
          }
        }
        assertEquals(List.of(), missed, bits + " bits, scale " + scale);
      }
    }
  }

  /** A 2-3-3-1 network with normally distributed numbers, and 1 to 5 samples. */
  static Homework homework(int seed, double scale, DType dtype) {
    SplittableRandom random = new SplittableRandom(31L * seed + 7);
    int samples = 1 + random.nextInt(5);
    Network network =
        new Network(
            "seed " + seed,
            List.of(
                layer(random, 2, 3, scale, dtype, Activation.SIGMOID),
                layer(random, 3, 3, scale, dtype, Activation.SIGMOID),
                layer(random, 3, 1, scale, dtype, Activation.IDENTITY)));
    return new Homework(
        network,
        normal(random, dtype, Shape.matrix(samples, 2), 1),
        normal(random, dtype, Shape.matrix(samples, 1), scale));
  }

  private static Layer layer(
      SplittableRandom random, int in, int out, double scale, DType dtype, Activation activation) {
    return new Layer(
        normal(random, dtype, Shape.matrix(out, in), scale),
        normal(random, dtype, Shape.vector(out), scale),
        activation);
  }

  static HostTensor normal(SplittableRandom random, DType dtype, Shape shape, double scale) {
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = scale * random.nextGaussian();
    }
    return HostTensor.of(dtype, shape, elements);
  }
}
