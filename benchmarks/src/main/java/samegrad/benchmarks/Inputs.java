package samegrad.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Seeded inputs, the same for every backend. */
public final class Inputs {
  /** Weights times samples: some seconds for the oracle. */
  private static final long ORACLE_LIMIT = 80_000_000;

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
   * A network with sigmoid hidden layers and a linear output, and a batch.
   *
   * @param text widths and samples, such as {@code 3-4-3-2x4}
   */
  public static Homework homework(String text, DType dtype) {
    int[] sizes = sizes(text, "[0-9]+(-[0-9]+)+x[0-9]+");
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
   */
  static Homework forTheOracle(Homework homework) {
    long weights =
        homework.network().layers().stream()
            .mapToLong(layer -> layer.weight().shape().size())
            .sum();
    int samples = (int) Math.max(1, Math.min(homework.samples(), ORACLE_LIMIT / weights));
    return new Homework(
        homework.network(), firstRows(homework.x(), samples), firstRows(homework.y(), samples));
  }

  private static HostTensor firstRows(HostTensor matrix, int rows) {
    int columns = matrix.shape().columns();
    return HostTensor.of(
        matrix.dtype(),
        Shape.matrix(rows, columns),
        Arrays.copyOf(matrix.toArray(), rows * columns));
  }
}
