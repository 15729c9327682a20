package samegrad.verify;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * A library that does the homework, rounding as it pleases.
 *
 * @param biasFirst whether a sum of products begins with the bias
 */
record Simulation(Rounding rounding, Order order, Mean mean, Slope slope, boolean biasFirst) {
  /** How it adds up. */
  enum Order {
    ASCENDING,
    DESCENDING,
    PAIRWISE,
    FMA_CHAIN
  }

  /** Where it divides by M. */
  enum Mean {
    MULTIPLIES_BY_INVERSE,
    DIVIDES,
    AS_THE_TAPE,
    AT_THE_END
  }

  /** In which order it multiplies g, a and 1−a. */
  enum Slope {
    G_TIMES_A_TIMES_REST,
    G_A_TIMES_REST,
    G_REST_TIMES_A
  }

  /** A number by row and column. */
  private interface Matrix {
    double at(int row, int column);
  }

  private static Matrix matrix(double[] elements, int columns) {
    return (i, j) -> elements[i * columns + j];
  }

  Map<TensorName, HostTensor> solve(Homework homework) {
    int samples = homework.samples();
    List<Layer> layers = homework.network().layers();
    Map<TensorName, HostTensor> tensors = new LinkedHashMap<>();
    List<double[]> activations = new ArrayList<>();
    double[] a = homework.x().toArray();
    activations.add(a);
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      double[] z = linear(a, layer, samples);
      a = layer.activation().equals(Activation.SIGMOID) ? sigmoid(z) : z;
      Shape shape = Shape.matrix(samples, layer.out());
      tensors.put(TensorName.z(l), HostTensor.of(homework.dtype(), shape, z));
      tensors.put(TensorName.a(l), HostTensor.of(homework.dtype(), shape, a));
      activations.add(a);
    }
    double[] d = homework.y().toArray();
    double[] output = a;
    Arrays.setAll(d, i -> rounding.add(output[i], -d[i]));
    tensors.put(TensorName.LOSS, HostTensor.scalar(homework.dtype(), loss(d, samples)));

    double[] g = Arrays.stream(d).map(each -> towards(each, samples)).toArray();
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      if (layer.activation().equals(Activation.SIGMOID)) {
        g = throughSigmoid(g, activations.get(l + 1));
      }
      Matrix from = matrix(g, layer.out());
      Matrix in = matrix(activations.get(l), layer.in());
      double[] bias = new double[layer.out()];
      Arrays.setAll(bias, i -> sum(samples, n -> from.at(n, i), 0));
      double[] weight =
          product(layer.out(), samples, layer.in(), (i, n) -> from.at(n, i), in, j -> 0);
      gradients.put(TensorName.bias(l), atEnd(bias, layer.bias(), samples));
      gradients.put(TensorName.weight(l), atEnd(weight, layer.weight(), samples));
      g = product(samples, layer.out(), layer.in(), from, layer.weight()::get, j -> 0);
    }
    for (TensorName parameter : homework.network().parameterNames()) {
      tensors.put(parameter.gradient(), requireNonNull(gradients.get(parameter)));
    }
    return tensors;
  }

  private double[] linear(double[] a, Layer layer, int samples) {
    IntToDoubleFunction first = j -> biasFirst ? layer.bias().get(j) : 0;
    Matrix transposed = (i, j) -> layer.weight().get(j, i);
    double[] z =
        product(samples, layer.in(), layer.out(), matrix(a, layer.in()), transposed, first);
    if (!biasFirst) {
      Arrays.setAll(z, i -> rounding.add(z[i], layer.bias().get(i % layer.out())));
    }
    return z;
  }

  private double[] sigmoid(double[] z) {
    double[] a = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      if (slope == Slope.G_A_TIMES_REST && z[i] < 0) {
        double t = rounding.exp(z[i]);
        a[i] = rounding.divide(t, rounding.add(1, t));
      } else {
        a[i] = rounding.divide(1, rounding.add(1, rounding.exp(-z[i])));
      }
    }
    return a;
  }

  private double loss(double[] d, int samples) {
    if (mean == Mean.AS_THE_TAPE || mean == Mean.AT_THE_END) {
      double factor = rounding.dtype().round(0.5 / samples);
      return rounding.multiply(dot(d.length, i -> d[i], i -> d[i], 0), factor);
    }
    double inverse = rounding.divide(1, samples);
    IntToDoubleFunction scaled =
        i ->
            mean == Mean.DIVIDES
                ? rounding.divide(d[i], samples)
                : rounding.multiply(d[i], inverse);
    return rounding.multiply(0.5, dot(d.length, scaled, i -> d[i], 0));
  }

  private double towards(double d, int samples) {
    return switch (mean) {
      case MULTIPLIES_BY_INVERSE -> rounding.multiply(d, rounding.divide(1, samples));
      case DIVIDES -> rounding.divide(d, samples);
      case AS_THE_TAPE -> {
        double half = rounding.multiply(d, rounding.dtype().round(0.5 / samples));
        yield rounding.add(half, half);
      }
      case AT_THE_END -> d;
    };
  }

  private double[] throughSigmoid(double[] g, double[] a) {
    double[] result = new double[g.length];
    for (int i = 0; i < g.length; i++) {
      double rest = rounding.add(1, -a[i]);
      result[i] =
          switch (slope) {
            case G_TIMES_A_TIMES_REST -> rounding.multiply(g[i], rounding.multiply(a[i], rest));
            case G_A_TIMES_REST -> rounding.multiply(rounding.multiply(g[i], a[i]), rest);
            case G_REST_TIMES_A -> rounding.multiply(rounding.multiply(g[i], rest), a[i]);
          };
    }
    return result;
  }

  private HostTensor atEnd(double[] sums, HostTensor parameter, int samples) {
    if (mean == Mean.AT_THE_END) {
      Arrays.setAll(sums, i -> rounding.divide(sums[i], samples));
    }
    return HostTensor.of(rounding.dtype(), parameter.shape(), sums);
  }

  /** Of shapes (m, k) and (k, n), each sum beginning with what its column has. */
  private double[] product(
      int m, int k, int n, Matrix left, Matrix right, IntToDoubleFunction start) {
    double[] result = new double[m * n];
    Arrays.setAll(
        result,
        at -> {
          int i = at / n;
          int j = at % n;
          return dot(k, l -> left.at(i, l), l -> right.at(l, j), start.applyAsDouble(j));
        });
    return result;
  }

  /** start + Σ left·right. */
  private double dot(int n, IntToDoubleFunction left, IntToDoubleFunction right, double start) {
    IntToDoubleFunction a = i -> rounding.factor(left.applyAsDouble(i));
    IntToDoubleFunction b = i -> rounding.factor(right.applyAsDouble(i));
    if (order != Order.FMA_CHAIN) {
      return sum(n, i -> rounding.multiply(a.applyAsDouble(i), b.applyAsDouble(i)), start);
    }
    double sum = start;
    for (int i = 0; i < n; i++) {
      sum = rounding.fma(a.applyAsDouble(i), b.applyAsDouble(i), sum);
    }
    return sum;
  }

  private double sum(int n, IntToDoubleFunction terms, double start) {
    if (order == Order.PAIRWISE) {
      double sum = n == 0 ? 0 : pairwise(0, n, terms);
      return start == 0 ? sum : rounding.add(start, sum);
    }
    double sum = start;
    for (int i = 0; i < n; i++) {
      sum = rounding.add(sum, terms.applyAsDouble(order == Order.DESCENDING ? n - 1 - i : i));
    }
    return sum;
  }

  private double pairwise(int from, int to, IntToDoubleFunction terms) {
    int middle = (from + to) >>> 1;
    return to - from == 1
        ? terms.applyAsDouble(from)
        : rounding.add(pairwise(from, middle, terms), pairwise(middle, to, terms));
  }
}
