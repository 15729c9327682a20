package samegrad.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;

/**
 * Does the homework as a student would program it, in loops over arrays of rows. The methods are
 * there to be overridden with mistakes. Layers are counted from 1, a[0] is x.
 */
class Student {
  final int layers;
  final int samples;
  final double[][] x;
  final double[][] y;
  final double[][][] w;
  final double[][][] b;
  final boolean[] sigmoid;
  final double[][][] z;
  final double[][][] a;
  final double[][][] da;
  final double[][][] dz;

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
      w[l] = rows(homework.network().layers().get(l - 1).weight());
      b[l] = rows(homework.network().layers().get(l - 1).bias());
      sigmoid[l] = homework.network().layers().get(l - 1).activation() == Activation.SIGMOID;
    }
  }

  static double sigma(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  double[][] input() {
    return x;
  }

  double[][] z(int l) {
    double[][] product = product(a[l - 1], transposed(w[l]));
    return map(product, (i, j) -> product[i][j] + b[l][0][j]);
  }

  double[][] a(int l) {
    return sigmoid[l] ? map(z[l], Student::sigma) : z[l];
  }

  double loss() {
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < y[0].length; j++) {
        sum += (a[layers][i][j] - y[i][j]) * (a[layers][i][j] - y[i][j]) / 2;
      }
    }
    return sum / samples;
  }

  double[][] towardsOutput() {
    return map(y, (i, j) -> (a[layers][i][j] - y[i][j]) / samples);
  }

  double[][] da(int l) {
    return product(dz[l + 1], w[l + 1]);
  }

  double[][] slope(int l) {
    return map(a[l], v -> sigmoid[l] ? v * (1 - v) : 1);
  }

  double[][] dz(int l) {
    double[][] slope = slope(l);
    return map(da[l], (i, j) -> da[l][i][j] * slope[i][j]);
  }

  double[][] dw(int l) {
    return product(transposed(dz[l]), a[l - 1]);
  }

  double[][] db(int l) {
    double[][] ones = new double[1][samples];
    Arrays.fill(ones[0], 1);
    return product(ones, dz[l]);
  }

  /** What is handed in, by name. */
  Map<String, double[][]> answers() {
    Map<String, double[][]> answers = new LinkedHashMap<>();
    a[0] = input();
    for (int l = 1; l <= layers; l++) {
      z[l] = z(l);
      a[l] = a(l);
      answers.put("z" + l, z[l]);
      answers.put("a" + l, a[l]);
    }
    answers.put("loss", new double[][] {{loss()}});
    for (int l = layers; l >= 1; l--) {
      da[l] = l == layers ? towardsOutput() : da(l);
      dz[l] = dz(l);
      answers.put("W" + l + ".grad", dw(l));
      answers.put("b" + l + ".grad", db(l));
    }
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
