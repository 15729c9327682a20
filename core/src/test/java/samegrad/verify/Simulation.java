package samegrad.verify;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
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

/** A library that does the homework, rounding as it pleases. */
final class Simulation {
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

  private final Rounding rounding;
  private final Order order;
  private final Mean mean;
  private final Slope slope;
  private final boolean biasFirst;

  Simulation(Rounding rounding, Order order, Mean mean, Slope slope, boolean biasFirst) {
    this.rounding = rounding;
    this.order = order;
    this.mean = mean;
    this.slope = slope;
    this.biasFirst = biasFirst;
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
    double[] y = homework.y().toArray();
    double[] d = new double[y.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = rounding.add(a[i], -y[i]);
    }
    tensors.put(TensorName.LOSS, HostTensor.scalar(homework.dtype(), loss(d, samples)));

    double[] g = new double[d.length];
    for (int i = 0; i < g.length; i++) {
      g[i] = towards(d[i], samples);
    }
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      if (layer.activation().equals(Activation.SIGMOID)) {
        g = throughSigmoid(g, activations.get(l + 1));
      }
      gradients.put(TensorName.bias(l), bias(g, layer, samples));
      gradients.put(TensorName.weight(l), weight(g, activations.get(l), layer, samples));
      g = throughWeight(g, layer, samples);
    }
    for (TensorName parameter : homework.network().parameterNames()) {
      tensors.put(parameter.gradient(), requireNonNull(gradients.get(parameter)));
    }
    return tensors;
  }

  private double[] linear(double[] a, Layer layer, int samples) {
    double[] z = new double[samples * layer.out()];
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < layer.out(); i++) {
        int row = n * layer.in();
        int unit = i;
        IntToDoubleFunction left = j -> a[row + j];
        IntToDoubleFunction right = j -> layer.weight().get(unit, j);
        double bias = layer.bias().get(i);
        z[n * layer.out() + i] =
            biasFirst
                ? dot(layer.in(), left, right, bias)
                : rounding.add(dot(layer.in(), left, right, 0), bias);
      }
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

  private HostTensor bias(double[] g, Layer layer, int samples) {
    double[] gradient = new double[layer.out()];
    for (int i = 0; i < gradient.length; i++) {
      int unit = i;
      gradient[i] = atEnd(sum(samples, n -> g[n * layer.out() + unit], 0), samples);
    }
    return HostTensor.of(rounding.dtype(), layer.bias().shape(), gradient);
  }

  private HostTensor weight(double[] g, double[] a, Layer layer, int samples) {
    double[] gradient = new double[layer.out() * layer.in()];
    for (int k = 0; k < gradient.length; k++) {
      int i = k / layer.in();
      int j = k % layer.in();
      double sum = dot(samples, n -> g[n * layer.out() + i], n -> a[n * layer.in() + j], 0);
      gradient[k] = atEnd(sum, samples);
    }
    return HostTensor.of(rounding.dtype(), layer.weight().shape(), gradient);
  }

  private double atEnd(double sum, int samples) {
    return mean == Mean.AT_THE_END ? rounding.divide(sum, samples) : sum;
  }

  private double[] throughWeight(double[] g, Layer layer, int samples) {
    double[] result = new double[samples * layer.in()];
    for (int k = 0; k < result.length; k++) {
      int n = k / layer.in();
      int j = k % layer.in();
      result[k] = dot(layer.out(), i -> g[n * layer.out() + i], i -> layer.weight().get(i, j), 0);
    }
    return result;
  }

  /** start + Σ left·right. */
  private double dot(int n, IntToDoubleFunction left, IntToDoubleFunction right, double start) {
    if (order == Order.FMA_CHAIN) {
      double sum = start;
      for (int i = 0; i < n; i++) {
        sum =
            rounding.fma(
                rounding.factor(left.applyAsDouble(i)),
                rounding.factor(right.applyAsDouble(i)),
                sum);
      }
      return sum;
    }
    return sum(
        n,
        i ->
            rounding.multiply(
                rounding.factor(left.applyAsDouble(i)), rounding.factor(right.applyAsDouble(i))),
        start);
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
