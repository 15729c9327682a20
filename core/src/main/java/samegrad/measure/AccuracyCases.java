package samegrad.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import samegrad.autograd.Op;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/** What {@link Accuracy} is measured on: seeded numbers, in sizes from 1 to beyond a block. */
final class AccuracyCases {
  private static final Shape[] MATRICES = {
    Shape.matrix(1, 1), Shape.matrix(3, 2), Shape.matrix(17, 33), Shape.matrix(65, 257)
  };

  /** Rows, columns and inner dimension of products. */
  private static final int[][] PRODUCTS = {
    {1, 1, 1}, {2, 3, 3}, {17, 5, 33}, {1, 65, 257}, {64, 1, 300}, {65, 67, 129}, {40, 20, 1000}
  };

  /** Widths of a network's layers, the batch coming first. */
  private static final int[][] NETWORKS = {{1, 1, 1}, {5, 7, 3}, {17, 8, 33, 4}, {65, 33, 33, 9}};

  private final DType dtype;
  private final Random random = new Random(1);
  private final Map<String, List<Case>> cases = new LinkedHashMap<>();

  /** One operation on given operands. */
  record Case(Op op, List<HostTensor> operands) {}

  AccuracyCases(DType dtype) {
    this.dtype = dtype;
  }

  /** The cases of each operation, by its name. */
  Map<String, List<Case>> operations() {
    for (int[] size : PRODUCTS) {
      for (boolean transposeA : new boolean[] {false, true}) {
        for (boolean transposeB : new boolean[] {false, true}) {
          Shape a = Shape.matrix(size[0], size[2]);
          Shape b = Shape.matrix(size[2], size[1]);
          add(
              "matmul",
              new Op.Matmul(transposeA, transposeB),
              transposeA ? a.transposed() : a,
              transposeB ? b.transposed() : b);
        }
      }
    }
    pairs("add", new Op.Add());
    pairs("subtract", new Op.Subtract());
    pairs("multiply", new Op.Multiply());
    for (Shape shape : MATRICES) {
      add("scale", new Op.Scale(0.1), shape);
      add("scale", new Op.Scale(-3), shape);
      for (UnaryFunction function : UnaryFunction.values()) {
        add(function.toString(), new Op.Map(function), shape);
      }
      add("logSoftmax", new Op.LogSoftmax(), shape);
      add("sum", new Op.Sum(Shape.scalar()), shape);
      add("sum", new Op.Sum(Shape.vector(shape.columns())), shape);
      add("sum", new Op.Sum(Shape.matrix(shape.rows(), 1)), shape);
      add("broadcast", new Op.Broadcast(shape), Shape.scalar());
      add("broadcast", new Op.Broadcast(shape), Shape.vector(shape.columns()));
      add("broadcast", new Op.Broadcast(shape), Shape.matrix(shape.rows(), 1));
      add("transpose", new Op.Transpose(), shape);
    }
    double[] evenly = new double[2001];
    Arrays.setAll(evenly, i -> (i - 1000) / 25.0 + 1.0 / 3);
    for (UnaryFunction function : UnaryFunction.values()) {
      add(
          function.toString(),
          new Op.Map(function),
          HostTensor.of(dtype, Shape.vector(evenly.length), evenly));
    }
    add("sum", new Op.Sum(Shape.scalar()), Shape.vector(20_000));
    return cases;
  }

  private void pairs(String name, Op op) {
    for (Shape shape : MATRICES) {
      add(name, op, shape, shape);
      add(name, op, shape, Shape.vector(shape.columns()));
      add(name, op, Shape.matrix(shape.rows(), 1), shape);
      add(name, op, Shape.scalar(), shape);
    }
  }

  private void add(String name, Op op, Shape... shapes) {
    add(name, op, Arrays.stream(shapes).map(this::numbers).toArray(HostTensor[]::new));
  }

  private void add(String name, Op op, HostTensor... operands) {
    cases.computeIfAbsent(name, key -> new ArrayList<>()).add(new Case(op, List.of(operands)));
  }

  /** Of either sign, their magnitudes evenly from 1/8 to 8 on a logarithmic scale. */
  private HostTensor numbers(Shape shape) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(
        elements, i -> Math.pow(8, random.nextDouble(-1, 1)) * (random.nextBoolean() ? 1 : -1));
    return HostTensor.of(dtype, shape, elements);
  }

  /** The built-in homework and networks of other sizes. */
  List<Homework> networks() {
    List<Homework> networks = new ArrayList<>();
    networks.add(Homework.builtIn().to(dtype));
    for (int[] widths : NETWORKS) {
      List<Layer> layers = new ArrayList<>();
      for (int l = 1; l + 1 < widths.length; l++) {
        layers.add(
            new Layer(
                gaussian(Shape.matrix(widths[l + 1], widths[l])),
                gaussian(Shape.vector(widths[l + 1])),
                l + 2 < widths.length ? Activation.SIGMOID : Activation.IDENTITY));
      }
      networks.add(
          new Homework(
              new Network("network " + Arrays.toString(widths), layers),
              gaussian(Shape.matrix(widths[0], widths[1])),
              gaussian(Shape.matrix(widths[0], widths[widths.length - 1]))));
    }
    return networks;
  }

  private HostTensor gaussian(Shape shape) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, i -> random.nextGaussian());
    return HostTensor.of(dtype, shape, elements);
  }
}
