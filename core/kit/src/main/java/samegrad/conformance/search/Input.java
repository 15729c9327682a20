package samegrad.conformance.search;

import java.util.Arrays;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/**
 * What a parameter of a program is filled with.
 *
 * @param seed determines the numbers
 * @param largest integers other than 0, of either sign, up to this magnitude; if it is not above 0
 *     real numbers: of magnitudes from 1/8 to 32 for 0, or {@link #MODERATE} or {@link #WIDE} ones
 * @param special put in the place of one element, if it is not 0
 * @param constant whether the function holds it as a constant
 * @param sameAs the parameter before whose array this one is too; itself if it has its own
 */
public record Input(int seed, long largest, double special, boolean constant, int sameAs) {
  /** Magnitudes from 1/8 to 8. */
  public static final long MODERATE = -1;

  /** Magnitudes from 2⁻³⁰ to 2³⁰. */
  public static final long WIDE = -2;

  /** What seeds of the same parameter in one evaluation and the next are apart. */
  static final int NEXT = 7919;

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
    int from = constant ? seed : seed + NEXT * evaluation;
    return numbers(type.dtype(), type.shape(), from, largest, special);
  }

  /** The numbers of such an input. */
  public static HostTensor numbers(
      DType dtype, Shape shape, int seed, long largest, double special) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> number(i, seed, largest));
    if (special != 0 && elements.length > 0) {
      elements[elements.length - 1 - Math.floorMod(seed, Math.min(elements.length, 70))] = special;
    }
    return HostTensor.of(dtype, shape, elements);
  }

  private static double number(int i, int seed, long largest) {
    long h = (seed * 1_000_003L + i) * 0x9E3779B97F4A7C15L;
    h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L;
    h ^= h >>> 32;
    double magnitude =
        largest > 0
            ? 1 + (h >>> 1) % largest
            : Math.scalb(1 + (h >>> 12) * 0x1p-52, exponent((int) (h >>> 1 & 1023), largest));
    return (h & 1) == 0 ? magnitude : -magnitude;
  }

  private static int exponent(int drawn, long kind) {
    return kind == WIDE ? drawn % 60 - 30 : drawn % (kind == MODERATE ? 6 : 8) - 3;
  }
}
