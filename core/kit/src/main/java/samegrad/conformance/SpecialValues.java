package samegrad.conformance;

import java.util.Arrays;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Numbers that are easily got wrong. */
final class SpecialValues {
  private SpecialValues() {}

  /**
   * The special values of a dtype: zeros, infinities, NaN, subnormal numbers, the smallest normal
   * and the largest ones, and numbers around where an exponential overflows, underflows or stops to
   * matter beside 1 (89 and 104 in float32, 710 and 745 in float64).
   */
  static double[] of(DType dtype) {
    boolean single = dtype == DType.FLOAT32;
    double smallest = single ? Float.MIN_VALUE : Double.MIN_VALUE;
    double largest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    double normal = dtype.minNormal();
    double infinity = Double.POSITIVE_INFINITY;
    double[] positive = {
      0,
      1,
      0.1,
      1e-10,
      15.9,
      17.4,
      36.1,
      37.5,
      88.5,
      89,
      104,
      709.5,
      710,
      745,
      746,
      1000,
      smallest,
      3 * smallest,
      normal,
      normal - smallest,
      largest,
      infinity
    };
    double[] all = Arrays.copyOf(positive, 2 * positive.length + 1);
    for (int i = 0; i < positive.length; i++) {
      all[positive.length + i] = -positive[i];
    }
    all[2 * positive.length] = Double.NaN;
    return all;
  }

  /** All special values as a vector. */
  static HostTensor vector(DType dtype) {
    double[] values = of(dtype);
    return HostTensor.of(dtype, Shape.vector(values.length), values);
  }
}
