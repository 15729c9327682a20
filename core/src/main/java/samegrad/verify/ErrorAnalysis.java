package samegrad.verify;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/**
 * The steps of a computation, each in exact arithmetic and with the bound on what a correct
 * computation in the dtype may be off. The {@linkplain samegrad.verify package documentation} has
 * the derivations; the comments here name their formulas.
 *
 * <p>Bounds are computed in double, out of nonnegative terms only, and rounded up by {@link
 * RoundingModel#inflation}.
 */
final class ErrorAnalysis<N extends Exact<N>> {
  /** A factor of two roundings, such as 0.5/M rounded to the dtype, and the product with it. */
  private static final int MEAN_ROUNDINGS = 3;

  final Arithmetic<N> arithmetic;
  final RoundingModel model;

  /**
   * How much larger than here intermediate results may be in a correct computation, 1 or more: it
   * decides what may overflow.
   */
  private final double headroom;

  ErrorAnalysis(Arithmetic<N> arithmetic, RoundingModel model, double headroom) {
    this.arithmetic = arithmetic;
    this.model = model;
    this.headroom = headroom;
  }

  /** Exact numbers. */
  Reference exact(Shape shape, double... elements) {
    return new Reference(
        new TensorType(model.dtype(), shape), arithmetic.of(elements), new double[elements.length]);
  }

  /** A function of each element, as these steps have it. */
  FunctionAnalysis<N> function(UnaryFunction function) {
    return new FunctionAnalysis<>(this, ExactFunction.of(function));
  }

  Operand<N> operand(Reference a) {
    return Operand.of(a, arithmetic, model);
  }

  /**
   * The result of a step, each element of which has its bound, unless it or what it is made of may
   * overflow or is no number: then it is looked at closely.
   *
   * @param reach how large what an element is made of may be
   * @param closely what becomes of the element then
   */
  Reference decided(
      Shape shape,
      Numbers<N> values,
      IntToDoubleFunction bound,
      IntToDoubleFunction reach,
      IntFunction<Classification> closely) {
    ReferenceBuilder result = new ReferenceBuilder(model, values);
    for (int i = 0; i < values.size(); i++) {
      double within = bound.applyAsDouble(i);
      if (headroom * (reach.applyAsDouble(i) + within) < model.max()) {
        result.bound(i, within);
      } else {
        result.decide(i, closely.apply(i), within);
      }
    }
    return result.reference(shape);
  }

  ElementTerms terms() {
    return new ElementTerms(model, headroom);
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
    Numbers<?> numbers = a.numbers().gather(places).replace(ones);
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
    int m = left.type().shape().rows();
    int k = left.type().shape().columns();
    int n = right.type().shape().columns();
    Operand<N> a = operand(left);
    Operand<N> b = operand(right);
    double[] reach = new double[m * n];
    double[] propagated = new double[m * n];
    Arithmetic.rows(m, k, n).forEach(i -> propagateRow(a, b, i, k, n, reach, propagated));
    Numbers<N> values = arithmetic.product(a.numbers, b.numbers, m, k, n, reach);
    double gamma = model.gamma(roundings);
    double floor = 2.0 * k * model.floor() * (1 + gamma);
    double inflation = RoundingModel.inflation(k);
    return decided(
        shape,
        values,
        i ->
            reach[i] == 0 && !ElementTerms.anyNotZero(a, i / n * k, b, i % n, k, n)
                ? 0
                : (propagated[i] + gamma * reach[i] + values.slack(i)) * inflation + floor,
        i -> reach[i] * inflation,
        i -> {
          ElementTerms terms = terms();
          for (int l = 0; l < k; l++) {
            terms.add(a, i / n * k + l, b, l * n + i % n);
          }
          return terms.ofSum(gamma, floor);
        });
  }

  /** R = Σ(|a|+e_a)(|b|+e_b) and E = Σ(e_a(|b|+e_b) + |a|e_b) for one row of a. */
  private static void propagateRow(
      Operand<?> a, Operand<?> b, int row, int k, int n, double[] reach, double[] propagated) {
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
    return product(withOnes(a), exact(Shape.matrix(in + 1, out), weightAndBias), shape, in + 1);
  }

  /** a + b, of the same shape. */
  Reference add(Reference a, Reference b) {
    Operand<N> x = operand(a);
    Operand<N> y = operand(b);
    return sum(a.type().shape(), x, y, 1, arithmetic.add(x.numbers, y.numbers));
  }

  /** a − b, of the same shape. */
  Reference subtract(Reference a, Reference b) {
    Operand<N> x = operand(a);
    Operand<N> y = operand(b);
    return sum(a.type().shape(), x, y, -1, arithmetic.subtract(x.numbers, y.numbers));
  }

  private Reference sum(Shape shape, Operand<N> a, Operand<N> b, int sign, Numbers<N> values) {
    return decided(
        shape,
        values,
        i -> oneRounding(values, i, a.error[i] + b.error[i]),
        i -> values.magnitude(i) + a.largest[i] + b.largest[i],
        i -> terms().add(a, i, 1).add(b, i, sign).ofOneRounding());
  }

  /** a · b element by element, of the same shape. */
  Reference multiply(Reference left, Reference right) {
    Operand<N> a = operand(left);
    Operand<N> b = operand(right);
    Numbers<N> values = arithmetic.multiply(a.numbers, b.numbers);
    return decided(
        left.type().shape(),
        values,
        i ->
            Operand.zeroProduct(a, i, b, i)
                ? 0
                : oneRounding(values, i, a.error[i] * b.largest[i] + a.magnitude[i] * b.error[i]),
        i -> a.largest[i] * b.largest[i],
        i -> terms().add(a, i, b, i).ofOneRounding());
  }

  /** E + u(|v|+E) + λ; but an exact zero of exact operands is no rounding at all. */
  private double oneRounding(Numbers<N> values, int i, double propagated) {
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
    int columns = argument.type().shape().columns();
    Operand<N> z = operand(argument);
    Numbers<N> values = columns == 0 ? z.numbers : arithmetic.logSoftmax(z.numbers, columns);
    ReferenceBuilder result = new ReferenceBuilder(model, values);
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
        error = Math.max(error, z.error[j]);
      }
      for (int k = from; k < from + columns; k++) {
        double difference = Math.abs(z.nearest(k) - largest) + z.error[k] + error;
        double off = z.error[k] + error + model.unit() * difference + ofLogarithm + values.slack(k);
        double bound =
            (off + model.unit() * (values.magnitude(k) + off)) * RoundingModel.inflation(4)
                + (columns + 4) * model.floor();
        boolean infinite = row == Classification.FINITE && !z.numbers.isFinite(k);
        boolean fits = difference + values.magnitude(k) + bound < model.max();
        result.decide(
            k,
            infinite
                ? Classification.NEGATIVE_INFINITY
                : row != Classification.FINITE || fits ? row : Classification.UNKNOWN,
            bound);
      }
    }
    return result.reference(argument.type().shape());
  }

  /** NaN for a row with NaN or ∞, or of −∞ alone: ∞ − ∞ is NaN, which the sum carries to all. */
  private static Classification ofRow(Operand<?> z, int from, int columns) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = from; j < from + columns; j++) {
      if (z.isUnknown(j)) {
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
    Operand<N> a = operand(sum);
    Numbers<N> values = arithmetic.divide(a.numbers, divisor);
    double gamma = model.gamma(MEAN_ROUNDINGS);
    double floor = model.floor() + 2.0 * terms * model.floor() * (1 + model.gamma(terms));
    return decided(
        sum.type().shape(),
        values,
        i ->
            a.isZero(i)
                ? 0
                : ((a.error[i] + gamma * a.largest[i]) / divisor + values.slack(i))
                        * RoundingModel.inflation(1)
                    + floor,
        i -> a.largest[i],
        i ->
            a.isFinite(i)
                ? Classification.UNKNOWN
                : new ElementTerms(model, 1).add(a, i, 1).ofOneRounding());
  }
}
