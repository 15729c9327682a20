package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.Arrays;
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

/** Networks with samples and targets, of random numbers. */
public final class RandomNetworks {
  private static final List<Activation> HIDDEN =
      Activation.ALL.stream().filter(activation -> activation.function().isPresent()).toList();

  private RandomNetworks() {}

  /**
   * A homework of 1 to 4 layers, widths from 1 to 33 and a batch of 1 to 17; the hidden layers take
   * the activations in turn, and every other network the cross-entropy.
   *
   * @param scale of the weights and biases: 1 for a network at work, 100 for a saturated one
   */
  public static Homework homework(
      String name, DType dtype, double scale, int number, Random random) {
    int depth = 1 + random.nextInt(4);
    int[] widths = random.ints(depth + 1, 1, random.nextBoolean() ? 34 : 8).toArray();
    List<Activation> hidden = new ArrayList<>();
    for (int l = 0; l < depth - 1; l++) {
      hidden.add(HIDDEN.get((l + number) % HIDDEN.size()));
    }
    Network network = network(name, dtype, widths, hidden, scale, random);
    int batch = 1 + random.nextInt(17);
    return number % 2 == 0 ? squared(network, batch, random) : crossEntropy(network, batch, random);
  }

  /** A network of these widths, the input's first; the last layer has no activation. */
  static Network network(
      String name,
      DType dtype,
      int[] widths,
      List<Activation> hidden,
      double scale,
      Random random) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l + 1 < widths.length; l++) {
      layers.add(
          new Layer(
              gaussian(dtype, Shape.matrix(widths[l + 1], widths[l]), scale, random),
              gaussian(dtype, Shape.vector(widths[l + 1]), scale, random),
              l < hidden.size() ? hidden.get(l) : Activation.IDENTITY));
    }
    return new Network(name, layers);
  }

  /** With samples and targets for the squared loss. */
  static Homework squared(Network network, int batch, Random random) {
    return new Homework(
        network,
        gaussian(network.dtype(), Shape.matrix(batch, network.in()), 1, random),
        gaussian(network.dtype(), Shape.matrix(batch, network.out()), 1, random));
  }

  private static Homework crossEntropy(Network network, int batch, Random random) {
    HostTensor x = gaussian(network.dtype(), Shape.matrix(batch, network.in()), 1, random);
    double[] classes = random.ints(batch, 0, network.out()).asDoubleStream().toArray();
    HostTensor y = HostTensor.of(network.dtype(), Shape.vector(batch), classes);
    Loss loss = Loss.CROSS_ENTROPY;
    return new Homework(network, x, loss.targets(y, network.out()), loss);
  }

  private static HostTensor gaussian(DType dtype, Shape shape, double scale, Random random) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> scale * random.nextGaussian());
    return HostTensor.of(dtype, shape, elements);
  }
}
