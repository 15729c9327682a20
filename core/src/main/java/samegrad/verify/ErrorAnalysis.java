package samegrad.verify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/**
 * The steps of a computation, each in exact arithmetic and with the bound on what a correct
 * computation in the dtype may be off. The {@linkplain samegrad.verify package documentation} has
 * the derivations; the comments here name their formulas.
 *
 * <p>Bounds are computed in double, out of nonnegative terms only, and rounded up by {@link
 * RoundingModel#inflation}.
 */
final class ErrorAnalysis {
  /** From this many multiply-adds on a product is computed by several threads. */
  private static final long PARALLEL = 1 << 20;

  /** A factor of two roundings, such as 0.5/M rounded to the dtype, and the product with it. */
  private static final int MEAN_ROUNDINGS = 3;

  private final Arithmetic arithmetic;
  private final RoundingModel model;

  /**
   * How much larger than here intermediate results may be in a correct computation, 1 or more: it
   * decides what may overflow.
   */
  private final double headroom;

  ErrorAnalysis(Arithmetic arithmetic, RoundingModel model, double headroom) {
    this.arithmetic = arithmetic;
    this.model = model;
    this.headroom = headroom;
  }

  /** Exact numbers. */
  Reference exact(Shape shape, double... elements) {
    return new Reference(
        new TensorType(model.dtype(), shape), arithmetic.of(elements), new double[elements.length]);
  }

  private Reference convert(Reference a) {
    return convert(a, arithmetic);
  }

  /** A's numbers in that arithmetic, with the bounds that go with them. */
  static Reference convert(Reference a, Arithmetic arithmetic) {
    Numbers converted = arithmetic.convert(a.numbers());
    if (converted == a.numbers()) {
      return a;
    }
    double[] bounds = new double[a.size()];
    for (int i = 0; i < bounds.length; i++) {
      double slack = converted.slack(i);
      bounds[i] = slack == 0 ? a.bound(i) : Math.nextUp(a.bound(i) + slack);
    }
    return new Reference(a.type(), converted, bounds);
  }

  /** The elements at those places, in that shape. */
  Reference gather(Reference a, Shape shape, int[] places) {
    double[] bounds = new double[places.length];
    Arrays.setAll(bounds, i -> a.bound(places[i]));
    return new Reference(new TensorType(model.dtype(), shape), a.numbers().gather(places), bounds);
  }

  /** The matrix with a column of ones on its right. */
  Reference withOnes(Reference a) {
    int rows = a.type().shape().rows();
    int columns = a.type().shape().columns();
    int[] places = new int[rows * (columns + 1)];
    double[] bounds = new double[places.length];
    Map<Integer, Double> ones = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      int column = i % (columns + 1);
      if (column == columns) {
        ones.put(i, 1.0);
      } else {
        places[i] = i / (columns + 1) * columns + column;
        bounds[i] = a.bound(places[i]);
      }
    }
    Numbers numbers = arithmetic.replace(a.numbers().gather(places), ones);
    TensorType type = new TensorType(model.dtype(), Shape.matrix(rows, columns + 1));
    return new Reference(type, numbers, bounds);
  }

  /** The matrix with rows and columns exchanged: copies, so no error. */
  Reference transpose(Reference a) {
    int rows = a.type().shape().rows();
    int columns = a.type().shape().columns();
    int[] places =
        IntStream.range(0, rows * columns).map(i -> i % rows * columns + i / rows).toArray();
    return gather(a, a.type().shape().transposed(), places);
  }

  /**
   * The product of a matrix of shape (m, k) and one of (k, n).
   *
   * @param shape of the result, of m · n elements
   * @param roundings how many roundings a term goes through at most
   */
  Reference product(Reference left, Reference right, Shape shape, long roundings) {
    Reference a = convert(left);
    Reference b = convert(right);
    int m = a.type().shape().rows();
    int k = a.type().shape().columns();
    int n = b.type().shape().columns();
    Operand x = new Operand(a, model);
    Operand y = new Operand(b, model);
    double[] reach = new double[m * n];
    double[] propagated = new double[m * n];
    IntStream rows = IntStream.range(0, m);
    ((long) m * k * n >= PARALLEL ? rows.parallel() : rows)
        .forEach(i -> propagateRow(x, y, i, k, n, reach, propagated));
    Numbers values = arithmetic.product(a.numbers(), b.numbers(), m, k, n, reach);

    double gamma = model.gamma(roundings);
    double floor = 2.0 * k * model.floor() * (1 + gamma);
    double inflation = RoundingModel.inflation(k);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    for (int i = 0; i < m * n; i++) {
      int row = i / n * k;
      int column = i % n;
      if (reach[i] == 0 && !ElementTerms.anyNotZero(x, row, y, column, k, n)) {
        result.bound(i, 0);
        continue;
      }
      double bound = (propagated[i] + gamma * reach[i] + values.slack(i)) * inflation + floor;
      if (headroom * (reach[i] * inflation + bound) < model.max()) {
        result.bound(i, bound);
      } else {
        ElementTerms terms = new ElementTerms(model, headroom);
        for (int l = 0; l < k; l++) {
          terms.add(x, row + l, y, l * n + column);
        }
        result.decide(i, terms.ofSum(gamma, floor), bound);
      }
    }
    return result.reference(shape);
  }

  /** R = Σ(|a|+e_a)(|b|+e_b) and E = Σ(e_a(|b|+e_b) + |a|e_b) for one row of a. */
  private static void propagateRow(
      Operand a, Operand b, int row, int k, int n, double[] reach, double[] propagated) {
    double[] r = new double[n];
    double[] e = new double[n];
    for (int l = 0; l < k; l++) {
      double magnitude = a.magnitude[row * k + l];
      double error = a.error[row * k + l];
      double largest = a.largest[row * k + l];
      for (int j = 0; j < n; j++) {
        r[j] += largest * b.largest[l * n + j];
      }
      if (error != 0) {
        for (int j = 0; j < n; j++) {
          e[j] += error * b.largest[l * n + j];
        }
      }
      if (b.inexact) {
        for (int j = 0; j < n; j++) {
          e[j] += magnitude * b.error[l * n + j];
        }
      }
    }
    System.arraycopy(r, 0, reach, row * n, n);
    System.arraycopy(e, 0, propagated, row * n, n);
  }

  /** a Wᵀ + b as (a 1)(W b)ᵀ: a term goes through one product and at most as many additions. */
  Reference linear(Reference a, HostTensor weight, HostTensor bias) {
    int out = weight.shape().rows();
    int in = weight.shape().columns();
    double[] weightAndBias = new double[(in + 1) * out];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        weightAndBias[j * out + i] = weight.get(i, j);
      }
      weightAndBias[in * out + i] = bias.get(i);
    }
    Shape shape = Shape.matrix(a.type().shape().rows(), out);
    return product(
        withOnes(convert(a)), exact(Shape.matrix(in + 1, out), weightAndBias), shape, in + 1);
  }

  /** a + b, of the same shape. */
  Reference add(Reference a, Reference b) {
    return sum(convert(a), convert(b), 1);
  }

  /** a − b, of the same shape. */
  Reference subtract(Reference a, Reference b) {
    return sum(convert(a), convert(b), -1);
  }

  private Reference sum(Reference a, Reference b, int sign) {
    Numbers values =
        sign > 0
            ? arithmetic.add(a.numbers(), b.numbers())
            : arithmetic.subtract(a.numbers(), b.numbers());
    Operand x = new Operand(a, model);
    Operand y = new Operand(b, model);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    for (int i = 0; i < a.size(); i++) {
      double propagated = x.error[i] + y.error[i];
      double bound = oneRounding(values, i, propagated);
      if (headroom * (values.magnitude(i) + x.largest[i] + y.largest[i] + bound) < model.max()) {
        result.bound(i, bound);
      } else {
        ElementTerms terms = new ElementTerms(model, headroom);
        terms.add(x, i, 1);
        terms.add(y, i, sign);
        result.decide(i, terms.ofOneRounding(), bound);
      }
    }
    return result.reference(a.type().shape());
  }

  /** a · b element by element, of the same shape. */
  Reference multiply(Reference left, Reference right) {
    Reference a = convert(left);
    Reference b = convert(right);
    Numbers values = arithmetic.multiply(a.numbers(), b.numbers());
    Operand x = new Operand(a, model);
    Operand y = new Operand(b, model);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    for (int i = 0; i < a.size(); i++) {
      double propagated = x.error[i] * y.largest[i] + x.magnitude[i] * y.error[i];
      double bound = Operand.zeroProduct(x, i, y, i) ? 0 : oneRounding(values, i, propagated);
      if (headroom * (x.largest[i] * y.largest[i] + bound) < model.max()) {
        result.bound(i, bound);
      } else {
        ElementTerms terms = new ElementTerms(model, headroom);
        terms.add(x, i, y, i);
        result.decide(i, terms.ofOneRounding(), bound);
      }
    }
    return result.reference(a.type().shape());
  }

  /** E + u(|v|+E) + λ; but an exact zero of exact operands is no rounding at all. */
  private double oneRounding(Numbers values, int i, double propagated) {
    double magnitude = values.magnitude(i);
    double off = propagated + values.slack(i);
    return magnitude == 0 && off == 0
        ? 0
        : (off + model.unit() * (magnitude + off)) * RoundingModel.inflation(1) + model.floor();
  }

  /**
   * ℓ = z − m − log Σ exp(z − m) of each row: e_z + max e_z + u|z−m| + r/(1−r) + 4u log N, r =
   * γ₂ₙ₊₄, then u(|ℓ| + …) and an underflow of each operation.
   */
  Reference logSoftmax(Reference argument) {
    Reference z = convert(argument);
    int columns = z.type().shape().columns();
    Operand x = new Operand(z, model);
    Numbers values = columns == 0 ? z.numbers() : arithmetic.logSoftmax(z.numbers(), columns);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    double relative = model.gamma(2L * columns + 4);
    double ofLogarithm =
        relative < 1
            ? relative / (1 - relative) * (1 + 4 * model.unit())
                + 4 * model.unit() * Math.log(columns)
            : Double.POSITIVE_INFINITY;
    for (int from = 0; from < z.size(); from += columns) {
      Classification row = ofRow(z, from, columns);
      double largest = Double.NEGATIVE_INFINITY;
      double error = 0;
      for (int j = from; j < from + columns; j++) {
        largest = Math.max(largest, z.nearest(j));
        error = Math.max(error, x.error[j]);
      }
      for (int k = from; k < from + columns; k++) {
        double difference = Math.abs(z.nearest(k) - largest) + x.error[k] + error;
        double off = x.error[k] + error + model.unit() * difference + ofLogarithm + values.slack(k);
        double bound =
            (off + model.unit() * (values.magnitude(k) + off)) * RoundingModel.inflation(4)
                + (columns + 4) * model.floor();
        boolean infinite = row == Classification.FINITE && !z.numbers().isFinite(k);
        boolean fits = difference + values.magnitude(k) + bound < model.max();
        result.decide(
            k,
            infinite
                ? Classification.NEGATIVE_INFINITY
                : row != Classification.FINITE || fits ? row : Classification.UNKNOWN,
            bound);
      }
    }
    return result.reference(z.type().shape());
  }

  /** NaN for a row with NaN or ∞, or of −∞ alone: ∞ − ∞ is NaN, which the sum carries to all. */
  private static Classification ofRow(Reference z, int from, int columns) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = from; j < from + columns; j++) {
      if (z.bound(j) == Double.POSITIVE_INFINITY) {
        return Classification.UNKNOWN;
      }
      largest = Math.max(largest, z.nearest(j));
    }
    return Double.isFinite(largest) ? Classification.FINITE : Classification.NAN;
  }

  /**
   * A sum a made a mean: a / divisor, (e + γ₃(|a|+e))/divisor + λ, and 2nλ(1+γₙ) more for a
   * computation that divides n terms before it adds them up, since it does not divide what they
   * lose by underflow.
   *
   * @param terms the number n of terms; 0 if nothing was summed
   */
  Reference mean(Reference sum, double divisor, int terms) {
    Reference a = convert(sum);
    Numbers values = arithmetic.divide(a.numbers(), divisor);
    Operand x = new Operand(a, model);
    double gamma = model.gamma(MEAN_ROUNDINGS);
    ReferenceBuilder result = new ReferenceBuilder(arithmetic, model, values);
    for (int i = 0; i < a.size(); i++) {
      double bound =
          x.isZero(i)
              ? 0
              : ((x.error[i] + gamma * x.largest[i]) / divisor + values.slack(i))
                      * RoundingModel.inflation(1)
                  + model.floor()
                  + 2.0 * terms * model.floor() * (1 + model.gamma(terms));
      if (headroom * (x.largest[i] + bound) < model.max()) {
        result.bound(i, bound);
      } else if (x.isFinite(i)) {
        result.decide(i, Classification.UNKNOWN, bound);
      } else {
        ElementTerms alone = new ElementTerms(model, 1);
        alone.add(x, i, 1);
        result.decide(i, alone.ofOneRounding(), bound);
      }
    }
    return result.reference(a.type().shape());
  }
}
