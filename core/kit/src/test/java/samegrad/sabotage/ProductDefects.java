package samegrad.sabotage;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/** Matrix products, transposes and sums that are computed wrong. */
final class ProductDefects {
  private ProductDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect(
            "a transposed product",
            "matmul/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    HostTensor product = super.matmul(a, ta, b, tb);
                    return edit(product, p -> exchange(p, product.shape()));
                  }
                }),
        new Defect(
            "a transpose flag ignored where the matrix is square",
            "matmul/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    return super.matmul(a, ta && !isSquare(a), b, tb);
                  }
                }),
        new Defect(
            "columns beyond the last multiple of 8 left zero",
            "matmul/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    HostTensor product = super.matmul(a, ta, b, tb);
                    int n = product.shape().columns();
                    return n < 8 ? product : edit(product, p -> zeroColumns(p, n, n - n % 8));
                  }
                }),
        new Defect(
            "a product over k - 1 of k terms beyond a block of 64",
            "matmul/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    HostTensor shorter = ta ? a : edit(engine().upload(a), p -> forgetLast(p, a));
                    HostTensor product = super.matmul(shorter, ta, b, tb);
                    if (!ta) {
                      engine().free(shorter);
                    }
                    return product;
                  }
                }),
        new Defect("TF32 products", "matmul/forward", engine -> rounding(engine, 13)),
        new Defect("bfloat16 products", "matmul/forward", engine -> rounding(engine, 16)),
        new Defect(
            "float32 inside float64 products",
            "matmul/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    return matmulOf(a, ta, b, tb, x -> (float) x);
                  }
                }),
        new Defect(
            "zeros skipped in products, infinities times them too",
            "matmul/specialValues",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
                    return each(super.matmul(a, ta, b, tb), x -> Double.isNaN(x) ? 0 : x);
                  }
                }),
        new Defect(
            "a transpose that only renames rows and columns",
            "transpose/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor transpose(HostTensor a) {
                    return edit(
                        super.transpose(a), p -> System.arraycopy(a.toArray(), 0, p, 0, p.length));
                  }
                }),
        new Defect(
            "a sum over the wrong axis where the matrix is square",
            "sum/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor sum(HostTensor a, Shape target) {
                    if (!isSquare(a) || target.rank() != 1) {
                      return super.sum(a, target);
                    }
                    HostTensor transposed = engine().transpose(a);
                    HostTensor sums = engine().sum(transposed, target);
                    engine().free(transposed);
                    return sums;
                  }
                }),
        new Defect(
            "a float32 accumulator in float64 sums",
            "sum/forward",
            engine ->
                new DefectiveEngine(engine) {
                  @Override
                  public HostTensor sum(HostTensor a, Shape target) {
                    return each(super.sum(a, target), x -> (float) x);
                  }
                }));
  }

  private static void exchange(double[] elements, Shape shape) {
    double[] before = elements.clone();
    for (int i = 0; i < elements.length; i++) {
      int row = i / shape.columns();
      int column = i % shape.columns();
      elements[i] = before[column * shape.rows() + row];
    }
  }

  private static void zeroColumns(double[] elements, int columns, int from) {
    for (int i = 0; i < elements.length; i++) {
      elements[i] = i % columns < from ? elements[i] : 0;
    }
  }

  private static void forgetLast(double[] elements, HostTensor matrix) {
    int k = matrix.shape().columns();
    for (int i = k - 1; k > 64 && i < elements.length; i += k) {
      elements[i] = 0;
    }
  }

  /** Drops bits of the significand of float32 operands: of 23, TF32 has 10 and bfloat16 7. */
  private static DefectiveEngine rounding(samegrad.example.ReferenceEngine engine, int bits) {
    DoubleUnaryOperator drop =
        x -> Float.intBitsToFloat((Float.floatToIntBits((float) x) >> bits) << bits);
    return new DefectiveEngine(engine) {
      @Override
      public HostTensor matmul(HostTensor a, boolean ta, HostTensor b, boolean tb) {
        return a.dtype() == DType.FLOAT32
            ? matmulOf(a, ta, b, tb, drop)
            : super.matmul(a, ta, b, tb);
      }
    };
  }
}
