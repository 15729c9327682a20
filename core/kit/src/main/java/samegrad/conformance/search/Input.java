package samegrad.conformance.search;

import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.TensorType;

/**
 * What a parameter of a program is filled with.
 *
 * @param seed determines the numbers
 * @param largest integers other than 0, of either sign, up to this magnitude; if 0 real numbers of
 *     magnitudes from 1/8 to 32
 * @param special put in the place of one element, if it is not 0
 * @param constant whether the function holds it as a constant
 * @param sameAs the parameter before whose array this one is too; itself if it has its own
 */
record Input(int seed, long largest, double special, boolean constant, int sameAs) {
  /** Apart from it, seeds of the same parameter in different evaluations. */
  private static final int NEXT = 7919;

  Input withLargest(long other) {
    return new Input(seed, other, special, constant, sameAs);
  }

  Input withSpecial(double other) {
    return new Input(seed, largest, other, constant, sameAs);
  }

  /** Held as a constant. */
  Input asConstant() {
    return new Input(seed, largest, special, true, sameAs);
  }

  Input withSameAs(int other) {
    return new Input(seed, largest, special, constant, other);
  }

  /** The numbers of that type; those of a constant are the same in every evaluation. */
  HostTensor numbers(TensorType type, int evaluation) {
    int from = seedOf(evaluation);
    double[] elements = new double[type.shape().size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = number(i, from, largest);
    }
    if (special != 0 && elements.length > 0) {
      elements[elements.length - 1 - Math.floorMod(from, Math.min(elements.length, 70))] = special;
    }
    return HostTensor.of(type.dtype(), type.shape(), elements);
  }

  int seedOf(int evaluation) {
    return constant ? seed : seed + NEXT * evaluation;
  }

  /** No number of any evaluation is of larger magnitude. */
  HostTensor magnitudes(TensorType type) {
    double[] elements = new double[type.shape().size()];
    java.util.Arrays.fill(elements, largest);
    return HostTensor.of(DType.FLOAT64, type.shape(), elements);
  }

  /** Element i; {@link Listing} prints the same. */
  static double number(int i, int seed, long largest) {
    long h = (seed * 1_000_003L + i) * 0x9E3779B97F4A7C15L;
    h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L;
    h ^= h >>> 32;
    double magnitude =
        largest > 0
            ? 1 + (h >>> 1) % largest
            : Math.scalb(1 + (h >>> 12) * 0x1p-52, (int) (h >>> 1 & 7) - 3);
    return (h & 1) == 0 ? magnitude : -magnitude;
  }
}
