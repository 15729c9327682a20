package samegrad.verify;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.network.TensorName;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

class FalseAlarmTest {
  /** How many networks at each scale: fewer with -Dsamegrad.networks=…. */
  private static final int NETWORKS = Integer.getInteger("samegrad.networks", 10_000);

  private static final double[] SCALES = {1, 10, 100};

  @ParameterizedTest
  @EnumSource(DType.class)
  void no_correct_computation_in_any_order_is_called_different(DType dtype) {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    double largestRatio = 0;
    for (int seed = 0; seed < NETWORKS; seed++) {
      for (double scale : SCALES) {
        Homework homework = homework(seed, scale, dtype);
        Oracle.Solution exact = Oracle.solve(homework, DoubleDoubleArithmetic.INSTANCE);
        double ratio = largestRatio(seed, homework, exact, seed % 5 == 0, verdicts);
        largestRatio = Math.max(largestRatio, ratio);
      }
    }
    System.out.println(dtype + ": " + verdicts + ", largest ratio " + largestRatio);
    assertTrue(largestRatio > 0.1, "the bounds are loose: largest ratio " + largestRatio);
    assertTrue(
        requireNonNull(verdicts.get(Verdict.AGREE))
            > 10 * requireNonNull(verdicts.get(Verdict.ABSTAIN)),
        () -> "the oracle says too little: " + verdicts);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void nor_is_one_whose_numbers_overflow_or_underflow(DType dtype) {
    double[] scales =
        dtype == DType.FLOAT32
            ? new double[] {1e-39, 1e-37, 1e-22, 1e-19, 1e15, 1e19, 1e37, 3e38}
            : new double[] {1e-310, 1e-307, 1e-160, 1e-150, 1e100, 1e154, 1e300, 1e308};
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int seed = 0; seed < NETWORKS / 200; seed++) {
      for (double scale : scales) {
        Homework homework = homework(seed, scale, dtype);
        // BigDecimal is slow at the ends of the range: now and then is enough.
        Arithmetic<?> arithmetic =
            seed % 10 == 0 ? BigArithmetic.INSTANCE : DoubleDoubleArithmetic.INSTANCE;
        Oracle.Solution exact = Oracle.solve(homework, arithmetic);
        largestRatio(seed, homework, exact, false, verdicts);
        largestRatio(seed, homework, exact, true, verdicts);
      }
    }
    System.out.println(dtype + " at the ends of its range: " + verdicts);
    assertTrue(requireNonNull(verdicts.get(Verdict.AGREE)) > 0);
  }

  private static double largestRatio(
      int seed,
      Homework homework,
      Oracle.Solution exact,
      boolean flush,
      Map<Verdict, Integer> verdicts) {
    double largestRatio = 0;
    for (Simulation.Order order : Simulation.Order.values()) {
      SplittableRandom random = new SplittableRandom(seed);
      Simulation library =
          new Simulation(
              Rounding.correct(homework.dtype(), flush, random),
              order,
              pick(Simulation.Mean.values(), random),
              pick(Simulation.Slope.values(), random),
              random.nextBoolean());
      for (Map.Entry<TensorName, HostTensor> entry : library.solve(homework).entrySet()) {
        Comparison comparison = Comparison.of(entry.getValue(), exact.tensor(entry.getKey()));
        verdicts.merge(comparison.verdict(), 1, Integer::sum);
        largestRatio = Math.max(largestRatio, comparison.maxRatio());
        assertNotEquals(
            Verdict.DIFFER,
            comparison.verdict(),
            () ->
                "%s, %s, %s, flush %s: %s %s"
                    .formatted(
                        homework.network().name(),
                        homework.dtype(),
                        order,
                        flush,
                        entry.getKey(),
                        comparison.describe()));
      }
    }
    return largestRatio;
  }

  private static <T> T pick(T[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
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
          Oracle.Solution exact = Oracle.solve(homework, DoubleDoubleArithmetic.INSTANCE);
          Simulation library =
              new Simulation(
                  new Rounding(DType.FLOAT32, false, bits, new SplittableRandom(seed)),
                  order,
                  Simulation.Mean.DIVIDES,
                  Simulation.Slope.G_TIMES_A_TIMES_REST,
                  true);
          if (library.solve(homework).entrySet().stream()
              .map(entry -> Comparison.of(entry.getValue(), exact.tensor(entry.getKey())))
              .noneMatch(comparison -> comparison.verdict() == Verdict.DIFFER)) {
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
            "seed " + seed + ", scale " + scale,
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
    Arrays.setAll(elements, i -> scale * random.nextGaussian());
    return HostTensor.of(dtype, shape, elements);
  }
}
