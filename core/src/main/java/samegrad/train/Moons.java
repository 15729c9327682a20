package samegrad.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Two moons: points on two interleaved half circles, to be told apart. Made of Java's own random
 * numbers and {@link StrictMath}, so the same everywhere.
 */
public final class Moons {
  private static final int SAMPLES = 200;
  private static final int WIDTH = 8;
  private static final double NOISE = 0.1;

  private Moons() {}

  /** 200 points, a network 2-8-8-2 that is not trained yet, in float64. */
  public static Homework homework(Activation hidden, Loss loss) {
    Random random = new Random(1);
    double[] x = new double[2 * SAMPLES];
    double[] classes = new double[SAMPLES];
    for (int n = 0; n < SAMPLES; n++) {
      int moon = random.nextInt(2);
      double angle = Math.PI * random.nextDouble();
      double side = 1 - 2 * moon;
      x[2 * n] = side * StrictMath.cos(angle) + moon + NOISE * random.nextGaussian();
      x[2 * n + 1] = side * StrictMath.sin(angle) + 0.5 * moon + NOISE * random.nextGaussian();
      classes[n] = moon;
    }
    int[] widths = {2, WIDTH, WIDTH, 2};
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < widths.length; l++) {
      double[] weight = new double[widths[l] * widths[l - 1]];
      for (int i = 0; i < weight.length; i++) {
        weight[i] = random.nextGaussian();
      }
      layers.add(
          new Layer(
              HostTensor.of(DType.FLOAT64, Shape.matrix(widths[l], widths[l - 1]), weight),
              HostTensor.of(DType.FLOAT64, Shape.vector(widths[l]), new double[widths[l]]),
              l + 1 < widths.length ? hidden : Activation.IDENTITY));
    }
    return new Homework(
        new Network("moons", layers),
        HostTensor.of(DType.FLOAT64, Shape.matrix(SAMPLES, 2), x),
        Loss.CROSS_ENTROPY.targets(HostTensor.vector(classes), 2),
        loss);
  }

  /** How many of the samples have their largest output where their largest target is. */
  public static double accuracy(HostTensor output, HostTensor targets) {
    int right = 0;
    for (int n = 0; n < output.shape().rows(); n++) {
      right += largest(output, n) == largest(targets, n) ? 1 : 0;
    }
    return (double) right / output.shape().rows();
  }

  private static int largest(HostTensor matrix, int row) {
    int largest = 0;
    for (int k = 1; k < matrix.shape().columns(); k++) {
      largest = matrix.get(row, k) > matrix.get(row, largest) ? k : largest;
    }
    return largest;
  }
}
