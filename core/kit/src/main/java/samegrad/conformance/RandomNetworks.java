package samegrad.conformance;

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

/**
 * Networks with samples and targets, of random shapes and numbers that a name and the seed give.
 */
final class RandomNetworks {
  private static final List<Activation> HIDDEN =
      Activation.ALL.stream().filter(activation -> activation.function().isPresent()).toList();

  private RandomNetworks() {}

  /**
   * A homework of 1 to 4 layers, widths from 1 to 33 and a batch of 1 to 17; the hidden layers take
   * the activations in turn, and every other network the cross-entropy.
   *
   * @param scale of the weights and biases: 1 for a network at work, 100 for a saturated one
   */
  static Homework homework(DType dtype, double scale, int number) {
    String name = "network " + number + " " + dtype + " scale " + scale;
    Random random = Sample.random(name);
    int depth = 1 + random.nextInt(4);
    int[] widths = random.ints(depth + 1, 1, random.nextBoolean() ? 34 : 8).toArray();
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < depth; l++) {
      layers.add(
          new Layer(
              gaussian(dtype, Shape.matrix(widths[l + 1], widths[l]), scale, random),
              gaussian(dtype, Shape.vector(widths[l + 1]), scale, random),
              l + 1 < depth ? HIDDEN.get((l + number) % HIDDEN.size()) : Activation.IDENTITY));
    }
    int batch = 1 + random.nextInt(17);
    HostTensor x = gaussian(dtype, Shape.matrix(batch, widths[0]), 1, random);
    if (number % 2 == 0) {
      HostTensor y = gaussian(dtype, Shape.matrix(batch, widths[depth]), 1, random);
      return new Homework(new Network(name, layers), x, y);
    }
    double[] classes = random.ints(batch, 0, widths[depth]).asDoubleStream().toArray();
    HostTensor y = HostTensor.of(dtype, Shape.vector(batch), classes);
    Loss loss = Loss.CROSS_ENTROPY;
    return new Homework(new Network(name, layers), x, loss.targets(y, widths[depth]), loss);
  }

  /** The same network with other weights and biases. */
  static Homework withOtherParameters(Homework homework, String name) {
    Random random = Sample.random(name + homework.dtype());
    List<Layer> layers =
        homework.network().layers().stream()
            .map(
                layer ->
                    new Layer(
                        gaussian(homework.dtype(), layer.weight().shape(), 1, random),
                        gaussian(homework.dtype(), layer.bias().shape(), 1, random),
                        layer.activation()))
            .toList();
    return homework.with(new Network(name, layers));
  }

  private static HostTensor gaussian(DType dtype, Shape shape, double scale, Random random) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> scale * random.nextGaussian());
    return HostTensor.of(dtype, shape, elements);
  }
}
