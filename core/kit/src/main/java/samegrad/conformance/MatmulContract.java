package samegrad.conformance;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Op;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.OracleOperations;
import samegrad.verify.Reference;

/** The matrix product op(a)·op(b), with each operand as it is and transposed. */
abstract class MatmulContract extends OperationContract {
  private static final int[] SMALL = {0, 1, 2, 3};

  /** Shapes m, k, n that are odd, or larger than a block in one dimension. */
  private static final int[][] LARGER = {
    {5, 7, 17},
    {17, 17, 17},
    {8, 8, 8},
    {33, 17, 5},
    {1, 257, 1},
    {257, 1, 3},
    {2, 130, 9},
    {65, 7, 33},
    {3, 33, 130},
    {7, 65, 1},
    {1, 5, 257}
  };

  MatmulContract(BackendContract contract) {
    super(contract);
  }

  @Override
  List<Sample> makeSamples(DType dtype) {
    List<Sample> samples = new ArrayList<>();
    for (int m : SMALL) {
      for (int k : SMALL) {
        for (int n : SMALL) {
          addAll(samples, dtype, m, k, n);
        }
      }
    }
    for (int[] shape : LARGER) {
      addAll(samples, dtype, shape[0], shape[1], shape[2]);
    }
    samples.add(sample(dtype, Numbers.MODERATE, 65, 130, 33, false, false));
    return samples;
  }

  private static void addAll(List<Sample> samples, DType dtype, int m, int k, int n) {
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        Numbers numbers = (m + k + n) % 2 == 0 ? Numbers.MODERATE : Numbers.WIDE;
        samples.add(sample(dtype, numbers, m, k, n, transposeA, transposeB));
      }
    }
  }

  private static Sample sample(
      DType dtype, Numbers numbers, int m, int k, int n, boolean transposeA, boolean transposeB) {
    return Sample.random(
        new Op.Matmul(transposeA, transposeB),
        dtype,
        numbers,
        transposeA ? Shape.matrix(k, m) : Shape.matrix(m, k),
        transposeB ? Shape.matrix(n, k) : Shape.matrix(k, n));
  }

  /** Each special value times each, and each in a product whose other numbers are ones. */
  @Override
  List<Sample> makeSpecialSamples(DType dtype) {
    HostTensor column = Numbers.specialColumn(dtype);
    int n = column.shape().rows();
    HostTensor row = HostTensor.of(dtype, Shape.matrix(1, n), column.toArray());
    double[] withOnes = new double[3 * n];
    for (int i = 0; i < withOnes.length; i++) {
      withOnes[i] = i % 3 == 1 ? column.get(i / 3) : 1;
    }
    HostTensor rows = HostTensor.of(dtype, Shape.matrix(n, 3), withOnes);
    HostTensor factors = HostTensor.of(dtype, Shape.matrix(3, 2), 1, 0, 1, 2, 1, -1);
    return List.of(
        Sample.of("special values", new Op.Matmul(false, false), column, row),
        Sample.of("special values", new Op.Matmul(true, true), row, column),
        Sample.of("special values", new Op.Matmul(false, false), rows, factors),
        Sample.of("special values", new Op.Matmul(true, true), factors, rows));
  }

  @Override
  List<Reference> gradients(
      OracleOperations exact, Sample sample, List<Reference> in, Reference out, Reference g) {
    Op.Matmul op = (Op.Matmul) sample.op();
    Reference a = in.get(0);
    Reference b = in.get(1);
    Reference towardsA = exact.matmul(g, false, b, !op.transposeB());
    Reference towardsB = exact.matmul(a, !op.transposeA(), g, false);
    return List.of(
        op.transposeA() ? exact.transpose(towardsA) : towardsA,
        op.transposeB() ? exact.transpose(towardsB) : towardsB);
  }
}
