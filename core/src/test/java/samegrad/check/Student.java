package samegrad.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Loss;
import samegrad.tensor.HostTensor;

/**
 * Does the homework as a student would program it, in loops over arrays of rows. Each step of a
 * layer may be replaced by a mistake. Layers are counted from 1, a[0] is x.
 */
final class Student {
  final int layers;
  final int samples;
  final double[][] x;
  double[][] y;
  final double[][][] w;
  final double[][][] b;
  final boolean[] sigmoid;
  final double[][][] z;
  final double[][][] a;
  final double[][][] da;
  final double[][][] dz;

  Supplier<double[][]> input;
  IntFunction<double[][]> activation;
  Supplier<double[][]> prediction;
  DoubleBinaryOperator loss;
  double lossFactor = 1;
  double gradientFactor = 1;
  Supplier<double[][]> error;
  IntFunction<double[][]> back;
  IntFunction<double[][]> slope;
  IntFunction<double[][]> delta;
  IntFunction<double[][]> weight;
  IntFunction<double[][]> bias;
  Consumer<Map<String, double[][]>> handIn = answers -> {};

  Student(Homework homework) {
    layers = homework.network().layers().size();
    samples = homework.samples();
    x = rows(homework.x());
    y = rows(homework.y());
    w = new double[layers + 1][][];
    b = new double[layers + 1][][];
    z = new double[layers + 1][][];
    a = new double[layers + 1][][];
    da = new double[layers + 1][][];
    dz = new double[layers + 1][][];
    sigmoid = new boolean[layers + 1];
    for (int l = 1; l <= layers; l++) {
      Layer layer = homework.network().layers().get(l - 1);
      w[l] = rows(layer.weight());
      b[l] = rows(layer.bias());
      sigmoid[l] = layer.activation() == Activation.SIGMOID;
    }
    input = () -> x;
    activation = l -> sigmoid[l] ? map(z[l], Student::sigma) : z[l];
    boolean classes = homework.criterion() == Loss.CROSS_ENTROPY;
    prediction = () -> classes ? softmax(a[layers]) : a[layers];
    loss = classes ? (p, t) -> -t * Math.log(p) : (p, t) -> (p - t) * (p - t) / 2;
    error = () -> map(prediction.get(), y, (p, t) -> p - t);
    back = l -> product(dz[l + 1], w[l + 1]);
    slope = l -> map(a[l], v -> sigmoid[l] ? v * (1 - v) : 1);
    delta = l -> map(da[l], slope.apply(l), (d, s) -> d * s);
    weight = l -> product(transposed(dz[l]), a[l - 1]);
    bias = l -> product(map(new double[1][samples], v -> 1), dz[l]);
  }

  static double sigma(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** Of each row. */
  static double[][] softmax(double[][] a) {
    double[][] exp = map(a, Math::exp);
    return map(exp, (i, j) -> exp[i][j] / Arrays.stream(exp[i]).sum());
  }

  /** What is handed in, by name. */
  Map<String, double[][]> answers() {
    Map<String, double[][]> answers = new LinkedHashMap<>();
    a[0] = input.get();
    for (int l = 1; l <= layers; l++) {
      double[][] ones = map(new double[samples][1], v -> 1);
      z[l] = map(product(a[l - 1], transposed(w[l])), product(ones, b[l]), Double::sum);
      a[l] = activation.apply(l);
      answers.put("z" + l, z[l]);
      answers.put("a" + l, a[l]);
    }
    double sum = 0;
    for (double[] row : map(prediction.get(), y, loss)) {
      sum += Arrays.stream(row).sum();
    }
    answers.put("loss", new double[][] {{lossFactor * sum / samples}});
    for (int l = layers; l >= 1; l--) {
      da[l] = l == layers ? map(error.get(), e -> gradientFactor * e / samples) : back.apply(l);
      dz[l] = delta.apply(l);
      answers.put("W" + l + ".grad", weight.apply(l));
      answers.put("b" + l + ".grad", bias.apply(l));
    }
    handIn.accept(answers);
    return answers;
  }

  /** As text, each number printed by a format such as {@code "%.4f"}. */
  static String print(Map<String, double[][]> answers, String format) {
    StringBuilder text = new StringBuilder();
    answers.forEach(
        (name, rows) -> {
          text.append(name).append('\n');
          for (double[] row : rows) {
            List<String> numbers = new ArrayList<>();
            for (double number : row) {
              numbers.add(String.format(Locale.ROOT, format, number));
            }
            text.append(String.join(" ", numbers)).append('\n');
          }
        });
    return text.toString();
  }

  static double[][] rows(HostTensor tensor) {
    return map(
        new double[tensor.shape().rows()][tensor.shape().columns()], (i, j) -> tensor.get(i, j));
  }

  interface Element {
    double at(int i, int j);
  }

  static double[][] map(double[][] like, Element element) {
    double[][] result = new double[like.length][like[0].length];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < result[i].length; j++) {
        result[i][j] = element.at(i, j);
      }
    }
    return result;
  }

  static double[][] map(double[][] p, double[][] q, DoubleBinaryOperator f) {
    return map(p, (i, j) -> f.applyAsDouble(p[i][j], q[i][j]));
  }

  static double[][] map(double[][] m, DoubleUnaryOperator f) {
    return map(m, (i, j) -> f.applyAsDouble(m[i][j]));
  }

  static double[][] transposed(double[][] m) {
    return map(new double[m[0].length][m.length], (i, j) -> m[j][i]);
  }

  static double[][] product(double[][] p, double[][] q) {
    return map(
        new double[p.length][q[0].length],
        (i, j) -> {
          double sum = 0;
          for (int k = 0; k < q.length; k++) {
            sum += p[i][k] * q[k][j];
          }
          return sum;
        });
  }
}
