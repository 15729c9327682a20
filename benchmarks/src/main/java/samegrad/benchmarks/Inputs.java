package samegrad.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import samegrad.files.NetworkFiles;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Seeded inputs, the same for every backend. */
public final class Inputs {
  private static final String NETWORK = "[0-9]+(-[0-9]+)+x[0-9]+";

  private Inputs() {}

  /** Normally distributed numbers of standard deviation {@code scale}. */
  public static HostTensor normal(long seed, DType dtype, Shape shape, double scale) {
    Random random = new Random(seed);
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = scale * random.nextGaussian();
    }
    return HostTensor.of(dtype, shape, elements);
  }

  /**
   * A network and a batch.
   *
   * @param text widths and samples, such as {@code 3-4-3-2x4}, for a seeded network with sigmoid
   *     hidden layers and a linear output; or a network's file with its samples and targets
   * @throws samegrad.network.InvalidInputException if it is neither
   */
  public static Homework homework(String text, DType dtype) {
    if (!text.matches(NETWORK)) {
      return NetworkFiles.read(Path.of(text), Optional.empty(), Optional.empty())
          .homework()
          .to(dtype);
    }
    int[] sizes = sizes(text, NETWORK);
    int samples = sizes[sizes.length - 1];
    int[] widths = Arrays.copyOf(sizes, sizes.length - 1);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      layers.add(
          new Layer(
              normal(
                  i, dtype, Shape.matrix(widths[i], widths[i - 1]), Math.sqrt(1.0 / widths[i - 1])),
              normal(100 + i, dtype, Shape.vector(widths[i]), 1),
              i == widths.length - 1 ? Activation.IDENTITY : Activation.SIGMOID));
    }
    return new Homework(
        new Network(text, layers),
        normal(200, dtype, Shape.matrix(samples, widths[0]), 1),
        normal(201, dtype, Shape.matrix(samples, widths[widths.length - 1]), 1));
  }

  /**
   * The numbers in the value of a parameter.
   *
   * @param pattern what the value looks like
   * @throws IllegalArgumentException if it does not
   */
  static int[] sizes(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("\"" + text + "\" is not of the form " + pattern);
    }
    return Arrays.stream(text.split("[-x]", -1)).mapToInt(Integer::parseInt).toArray();
  }

  /**
   * The homework, or one of its first samples alone if it is too large for the oracle, which needs
   * about ten nanoseconds for a multiply-add.
   *
   * @param limit weights times samples
   */
  public static Homework forTheOracle(Homework homework, long limit) {
    long weights =
        homework.network().layers().stream()
            .mapToLong(layer -> layer.weight().shape().size())
            .sum();
    return withSamples(homework, (int) Math.max(1, Math.min(homework.samples(), limit / weights)));
  }

  /** The homework with its first samples alone, or with all of them again and again. */
  public static Homework withSamples(Homework homework, int samples) {
    return homework.with(rows(homework.x(), samples), rows(homework.y(), samples));
  }

  private static HostTensor rows(HostTensor matrix, int rows) {
    double[] elements = matrix.toArray();
    double[] repeated = new double[rows * matrix.shape().columns()];
    Arrays.setAll(repeated, i -> elements[i % elements.length]);
    return HostTensor.of(matrix.dtype(), Shape.matrix(rows, matrix.shape().columns()), repeated);
  }
}
