package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** What holds for every operation of two operands, element by element, with broadcasting. */
abstract class PairwiseContract extends OperationContract {
  private final Op op;

  PairwiseContract(BackendContract contract, Op op) {
    super(contract);
    this.op = op;
  }

  private static final List<Shape> MATRICES =
      List.of(
          Shape.matrix(0, 3),
          Shape.matrix(3, 0),
          Shape.matrix(1, 1),
          Shape.matrix(2, 3),
          Shape.matrix(3, 3),
          Shape.matrix(5, 7),
          Shape.matrix(17, 33),
          Shape.matrix(1, 65),
          Shape.matrix(130, 1),
          Shape.matrix(3, 257),
          Shape.matrix(65, 5));

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (int n : new int[] {0, 1, 2, 3, 17, 257}) {
      add(samples, dtype, Shape.vector(n), Shape.vector(n));
      addBothWays(samples, dtype, Shape.vector(n), Shape.scalar());
      addBothWays(samples, dtype, Shape.vector(n), Shape.vector(1));
    }
    add(samples, dtype, Shape.scalar(), Shape.scalar());
    for (Shape matrix : MATRICES) {
      add(samples, dtype, matrix, matrix);
      addBothWays(samples, dtype, matrix, Shape.scalar());
      addBothWays(samples, dtype, matrix, Shape.vector(1));
      addBothWays(samples, dtype, matrix, Shape.vector(matrix.columns()));
      addBothWays(samples, dtype, matrix, Shape.matrix(1, matrix.columns()));
      addBothWays(samples, dtype, matrix, Shape.matrix(matrix.rows(), 1));
      addBothWays(samples, dtype, Shape.matrix(matrix.rows(), 1), Shape.vector(matrix.columns()));
    }
    return samples;
  }

  private void addBothWays(List<Sample> samples, DType dtype, Shape a, Shape b) {
    add(samples, dtype, a, b);
    add(samples, dtype, b, a);
  }

  private void add(List<Sample> samples, DType dtype, Shape a, Shape b) {
    Numbers numbers = samples.size() % 2 == 0 ? Numbers.MODERATE : Numbers.WIDE;
    samples.add(Sample.random(op, dtype, numbers, a, b));
  }

  /** Each special value against each, by broadcasting and element by element. */
  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    HostTensor row = Numbers.specialVector(dtype);
    HostTensor column = Numbers.specialColumn(dtype);
    int n = row.shape().columns();
    Shape square = Shape.matrix(n, n);
    double[] across = new double[n * n];
    double[] down = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      across[i] = row.get(i % n);
      down[i] = row.get(i / n);
    }
    return List.of(
        Sample.of("special values", op, row, column),
        Sample.of("special values", op, column, row),
        Sample.of(
            "special values",
            op,
            HostTensor.of(dtype, square, across),
            HostTensor.of(dtype, square, down)));
  }

  /** Sums a gradient over what broadcasting repeated. */
  static Reference reduced(OracleOperations exact, Reference g, Reference operand) {
    Shape shape = operand.type().shape();
    return shape.equals(g.type().shape()) ? g : exact.sum(g, shape);
  }
}
