package samegrad.verify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
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
   * A sum made a mean: a / divisor, (e + γ₃(|a|+e))/divisor + λ, and 2nλ(1+γₙ) more for a
   * computation that divides n terms before it adds them up, since it does not divide what they
   * lose by underflow.
   *
   * @param terms the number n of terms; 0 if nothing was summed
   */
  Reference mean(Reference a, double divisor, int terms) {
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
