package samegrad.network;

import java.util.List;
import samegrad.tensor.HostTensor;

/** The built-in homework. Its numbers have two digits, so that they can be typed in anywhere. */
final class BuiltIn {
  private BuiltIn() {}

  static Homework homework() {
    return new Homework(
        new Network(
            "homework",
            List.of(
                new Layer(
                    matrix("0.5 -0.3 0.8 | -0.6 0.9 0.1 | 0.2 0.7 -0.4 | -0.9 0.4 0.6"),
                    HostTensor.vector(0.1, -0.2, 0.3, 0.05),
                    Activation.SIGMOID),
                new Layer(
                    matrix("0.7 -0.5 0.3 0.9 | -0.8 0.6 0.4 -0.1 | 0.2 0.35 -0.7 0.55"),
                    HostTensor.vector(-0.15, 0.25, 0.4),
                    Activation.SIGMOID),
                new Layer(
                    matrix("1.2 -0.7 0.45 | -0.35 0.8 0.6"),
                    HostTensor.vector(0.2, -0.1),
                    Activation.IDENTITY))),
        matrix("1.0 0.5 -1.5 | -0.7 2.0 0.3 | 0.0 -1.2 0.9 | 1.6 -0.4 -0.8"),
        matrix("0.5 1.0 | -1.0 0.3 | 0.8 -0.6 | 0.1 0.9"));
  }

  private static HostTensor matrix(String rows) {
    return HostTensor.matrix(
        java.util.Arrays.stream(rows.split("[|]"))
            .map(
                row ->
                    java.util.Arrays.stream(row.trim().split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
            .toArray(double[][]::new));
  }
}
