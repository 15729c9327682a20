package samegrad.sabotage;

import java.util.List;
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
}
