package samegrad.verify;

import java.util.HashMap;
import java.util.Map;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/** The result of an operation, whose bounds are being found. */
final class ReferenceBuilder {
  private final RoundingModel model;
  private final Numbers<?> values;
  private final double[] bounds;
  private final Map<Integer, Double> specials = new HashMap<>();

  ReferenceBuilder(RoundingModel model, Numbers<?> values) {
    this.model = model;
    this.values = values;
    this.bounds = new double[values.size()];
  }

  /** Bounds an element, unless the arithmetic has lost it by overflow. */
  void bound(int i, double bound) {
    if (values.isFinite(i)) {
      bounds[i] = bound;
    } else {
      special(i, Classification.UNKNOWN.value(), Classification.UNKNOWN.bound());
    }
  }

  /** Puts another value in an element's place: ±∞, NaN, or a limit that is an exact double. */
  void special(int i, double value, double bound) {
    specials.put(i, value);
    bounds[i] = bound;
  }

  /** Takes the decision on an element; if it is finite, its bound is the given one. */
  void decide(int i, Classification what, double bound) {
    if (what == Classification.FINITE && bound < Double.POSITIVE_INFINITY) {
      bound(i, bound);
    } else {
      special(i, what.value(), what.bound());
    }
  }

  Reference reference(Shape shape) {
    return new Reference(new TensorType(model.dtype(), shape), values.replace(specials), bounds);
  }
}
