package samegrad.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * The homework before: backpropagation as it is derived on paper, written out in loops, with
 * neither backend nor tape.
 *
 * <p>With aˡ the output of layer l (a⁰ = x), zˡ = aˡ⁻¹ Wˡᵀ + bˡ, and δˡ = ∂L/∂zˡ:
 *
 * <pre>
 *   δᴸ    = (aᴸ − y) / M         the output layer is linear (else ∘ f'(zᴸ));
 *         = (softmax(aᴸ) − y) / M    for the cross-entropy
 *   δˡ⁻¹  = (δˡ Wˡ) ∘ f'(zˡ⁻¹)    for f = σ, f'(zˡ) = aˡ ∘ (1 − aˡ)
 *   ∂L/∂Wˡ = δˡᵀ aˡ⁻¹
 *   ∂L/∂bˡ = the sum of the rows of δˡ
 * </pre>
 *
 * <p>All is computed in float64, whatever the dtype, and rounded to it at the end.
 *
 * <p>Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors",
 * 1986, doi:10.1038/323533a0.
 */
public final class ByHand {
  /** The name under which its results go. */
  public static final String NAME = "by-hand";

  private ByHand() {}

  /** Does the homework by hand. */
  public static HomeworkResult solve(Homework homework) {
    List<Layer> layers = homework.network().layers();
    int samples = homework.samples();

    List<double[]> z = new ArrayList<>();
    List<double[]> a = new ArrayList<>();
    a.add(homework.x().toArray());
    for (Layer layer : layers) {
      double[] product = linear(a.get(a.size() - 1), layer, samples);
      z.add(product);
      a.add(layer.activation().function().map(f -> each(product, f::value)).orElse(product));
    }

    double[] output = a.get(layers.size());
    double[] y = homework.y().toArray();
    double loss = 0;
    double[] towardsOutput = new double[y.length];
    double[] logSoftmax =
        homework.criterion() == Loss.CROSS_ENTROPY
            ? logSoftmax(output, homework.network().out())
            : output;
    for (int i = 0; i < y.length; i++) {
      double difference = output[i] - y[i];
      switch (homework.criterion()) {
        case SQUARED -> loss += difference * difference / 2;
        case CROSS_ENTROPY -> {
          difference = Math.exp(logSoftmax[i]) - y[i];
          loss -= y[i] * logSoftmax[i];
        }
      }
      towardsOutput[i] = difference / samples;
    }

    Deque<Map.Entry<TensorName, HostTensor>> fromLast = new ArrayDeque<>();
    double[] towards = towardsOutput;
    for (int l = layers.size() - 1; l >= 0; l--) {
      Layer layer = layers.get(l);
      double[] delta = throughActivation(towards, a.get(l + 1), layer.activation());
      HostTensor bias = tensor(homework, layer.bias().shape(), bias(delta, layer));
      HostTensor weight = tensor(homework, layer.weight().shape(), weight(delta, a.get(l), layer));
      fromLast.push(Map.entry(TensorName.bias(l), bias));
      fromLast.push(Map.entry(TensorName.weight(l), weight));
      towards = l == 0 ? delta : throughWeight(delta, layer, samples);
    }
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    fromLast.forEach(entry -> gradients.put(entry.getKey(), entry.getValue()));

    List<LayerOutput<HostTensor>> outputs = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      Shape shape = Shape.matrix(samples, layers.get(l).out());
      outputs.add(
          new LayerOutput<>(
              tensor(homework, shape, z.get(l)), tensor(homework, shape, a.get(l + 1))));
    }
    return new HomeworkResult(
        NAME,
        homework.dtype(),
        outputs,
        tensor(homework, Shape.scalar(), loss / samples),
        gradients);
  }

  private static HostTensor tensor(Homework homework, Shape shape, double... elements) {
    return HostTensor.of(homework.dtype(), shape, elements);
  }

  /** z = a Wᵀ + b. */
  private static double[] linear(double[] a, Layer layer, int samples) {
    double[] weight = layer.weight().toArray();
    double[] z = new double[samples * layer.out()];
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < layer.out(); i++) {
        double sum = 0;
        for (int j = 0; j < layer.in(); j++) {
          sum += a[n * layer.in() + j] * weight[i * layer.in() + j];
        }
        z[n * layer.out() + i] = sum + layer.bias().get(i);
      }
    }
    return z;
  }

  /** z − max z − log Σ exp(z − max z) of each row: as it stands, exp z would overflow. */
  private static double[] logSoftmax(double[] z, int columns) {
    double[] result = new double[z.length];
    for (int from = 0; from < z.length; from += columns) {
      double[] row = Arrays.copyOfRange(z, from, from + columns);
      double largest = Arrays.stream(row).max().orElseThrow();
      double log = Math.log(Arrays.stream(row).map(each -> Math.exp(each - largest)).sum());
      for (int k = 0; k < columns; k++) {
        result[from + k] = row[k] - largest - log;
      }
    }
    return result;
  }

  private static double[] each(double[] numbers, DoubleUnaryOperator function) {
    return Arrays.stream(numbers).map(function).toArray();
  }

  /** δ = ∂L/∂a ∘ f'(z), f' being a function of a = f(z). */
  private static double[] throughActivation(double[] towards, double[] a, Activation activation) {
    double[] delta = towards.clone();
    activation
        .function()
        .ifPresent(f -> Arrays.setAll(delta, i -> towards[i] * f.derivative(a[i])));
    return delta;
  }

  /** δᵀ a. */
  private static double[] weight(double[] delta, double[] a, Layer layer) {
    int samples = delta.length / layer.out();
    double[] gradient = new double[layer.out() * layer.in()];
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < layer.out(); i++) {
        for (int j = 0; j < layer.in(); j++) {
          gradient[i * layer.in() + j] += delta[n * layer.out() + i] * a[n * layer.in() + j];
        }
      }
    }
    return gradient;
  }

  /** The sum of the rows of δ. */
  private static double[] bias(double[] delta, Layer layer) {
    double[] gradient = new double[layer.out()];
    for (int k = 0; k < delta.length; k++) {
      gradient[k % layer.out()] += delta[k];
    }
    return gradient;
  }

  /** ∂L/∂a of the layer before: δ W. */
  private static double[] throughWeight(double[] delta, Layer layer, int samples) {
    double[] weight = layer.weight().toArray();
    double[] towards = new double[samples * layer.in()];
    for (int n = 0; n < samples; n++) {
      for (int i = 0; i < layer.out(); i++) {
        for (int j = 0; j < layer.in(); j++) {
          towards[n * layer.in() + j] += delta[n * layer.out() + i] * weight[i * layer.in() + j];
        }
      }
    }
    return towards;
  }
}
