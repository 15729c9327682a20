package samegrad.verify;

import java.util.HashMap;
import java.util.Map;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The result of an operation, whose bounds are being found. */
final class Outcome {
  private final Arithmetic arithmetic;
  private final Precision precision;
  private final Numbers values;
  private final double[] bounds;
  private final Map<Integer, Double> specials = new HashMap<>();

  Outcome(Arithmetic arithmetic, Precision precision, Numbers values) {
    this.arithmetic = arithmetic;
    this.precision = precision;
    this.values = values;
    this.bounds = new double[values.size()];
  }

  /** Bounds an element, unless the arithmetic has lost it by overflow. */
  void bound(int i, double bound) {
    if (values.isFinite(i)) {
      bounds[i] = bound;
    } else {
      special(i, Fate.UNKNOWN.value(), Fate.UNKNOWN.bound());
    }
  }

  /** Puts another value in an element's place: ±∞, NaN, or a limit that is an exact double. */
  void special(int i, double value, double bound) {
    specials.put(i, value);
    bounds[i] = bound;
  }

  /** Takes the decision on an element; if it is finite, its bound is the given one. */
  void decide(int i, Fate fate, double bound) {
    if (fate == Fate.FINITE && bound < Double.POSITIVE_INFINITY) {
      bound(i, bound);
    } else {
      special(i, fate.value(), fate.bound());
    }
  }

  Reference reference(Shape shape) {
    Numbers replaced = specials.isEmpty() ? values : arithmetic.replace(values, specials);
    return new Reference(new TensorType(precision.dtype(), shape), replaced, bounds);
  }
}
