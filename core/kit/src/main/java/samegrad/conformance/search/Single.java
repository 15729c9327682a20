package samegrad.conformance.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import samegrad.autograd.Op;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * One operation and the shapes of its operands, made of three dimensions that take any sizes.
 *
 * @param op the operation
 * @param operands the shapes
 */
public record Single(Op op, List<Shape> operands) {
  static final int N = 3;
  static final int S = 5;
  static final int T = 7;

  /**
   * Of two operands element by element: the larger one and what is broadcast to it or is like it.
   */
  private static final List<List<Shape>> PAIRS =
      List.of(
          List.of(Shape.vector(N), Shape.vector(N)),
          List.of(Shape.vector(N), Shape.scalar()),
          List.of(Shape.matrix(N, S), Shape.matrix(N, S)),
          List.of(Shape.matrix(S, N), Shape.matrix(S, N)),
          List.of(Shape.matrix(N, S), Shape.vector(S)),
          List.of(Shape.matrix(S, N), Shape.vector(N)),
          List.of(Shape.matrix(N, S), Shape.matrix(N, 1)),
          List.of(Shape.matrix(S, N), Shape.matrix(S, 1)),
          List.of(Shape.matrix(N, 1), Shape.vector(S)),
          List.of(Shape.matrix(S, 1), Shape.vector(N)));

  /** What a sum makes of what; a broadcast the other way round. */
  private static final List<List<Shape>> SUMS =
      List.of(
          List.of(Shape.vector(N), Shape.scalar()),
          List.of(Shape.vector(N), Shape.vector(1)),
          List.of(Shape.matrix(N, S), Shape.vector(S)),
          List.of(Shape.matrix(S, N), Shape.vector(N)),
          List.of(Shape.matrix(N, S), Shape.matrix(1, S)),
          List.of(Shape.matrix(N, S), Shape.matrix(N, 1)),
          List.of(Shape.matrix(S, N), Shape.matrix(S, 1)),
          List.of(Shape.matrix(N, S), Shape.scalar()),
          List.of(Shape.matrix(S, N), Shape.scalar()));

  /** Each operation in each of its dimensions, which is the first, with each transpose. */
  public static final List<Single> ALL = all();

  private static List<Single> all() {
    List<Single> singles = new ArrayList<>();
    int[][] products = {{N, S, T}, {S, N, T}, {S, T, N}};
    for (int[] mkn : products) {
      for (int transposed = 0; transposed < 4; transposed++) {
        boolean first = transposed % 2 == 1;
        boolean second = transposed / 2 == 1;
        Shape a = Shape.matrix(mkn[0], mkn[1]);
        Shape b = Shape.matrix(mkn[1], mkn[2]);
        add(
            singles,
            new Op.Matmul(first, second),
            first ? a.transposed() : a,
            second ? b.transposed() : b);
      }
    }
    // These may be of one array with itself.
    add(singles, new Op.Matmul(true, false), Shape.matrix(N, S), Shape.matrix(N, S));
    add(singles, new Op.Matmul(false, true), Shape.matrix(S, N), Shape.matrix(S, N));
    for (List<Shape> pair : PAIRS) {
      add(singles, new Op.Add(), pair.get(0), pair.get(1));
      add(singles, new Op.Subtract(), pair.get(0), pair.get(1));
      add(singles, new Op.Multiply(), pair.get(0), pair.get(1));
    }
    for (Shape shape : List.of(Shape.vector(N), Shape.matrix(N, S), Shape.matrix(S, N))) {
      add(singles, new Op.Scale(3), shape);
      for (UnaryFunction function : UnaryFunction.values()) {
        add(singles, new Op.Map(function), shape);
      }
      if (shape.rank() == 2) {
        add(singles, new Op.Transpose(), shape);
        add(singles, new Op.LogSoftmax(), shape);
      }
    }
    for (List<Shape> sum : SUMS) {
      add(singles, new Op.Sum(sum.get(1)), sum.get(0));
      add(singles, new Op.Broadcast(sum.get(0)), sum.get(1));
    }
    return List.copyOf(singles);
  }

  private static void add(List<Single> singles, Op op, Shape... operands) {
    singles.add(new Single(op, List.of(operands)));
  }

  /** With sizes for the three dimensions. */
  public Single sized(int n, int s, int t) {
    UnaryOperator<Shape> sized = shape -> sized(shape, d -> d == N ? n : d == S ? s : t);
    return new Single(sized(op, sized), operands.stream().map(sized).toList());
  }

  /** With each dimension but 1 changed. */
  static Shape sized(Shape shape, IntUnaryOperator dimension) {
    return new Shape(
        shape.rank(),
        shape.rows() == 1 ? 1 : dimension.applyAsInt(shape.rows()),
        shape.columns() == 1 ? 1 : dimension.applyAsInt(shape.columns()));
  }

  /** With the shape that it holds changed, if it holds one. */
  static Op sized(Op op, UnaryOperator<Shape> shapes) {
    return op instanceof Op.Sum sum
        ? new Op.Sum(shapes.apply(sum.target()))
        : op instanceof Op.Broadcast broadcast
            ? new Op.Broadcast(shapes.apply(broadcast.target()))
            : op;
  }

  /** {@code "matmul"} for a product. */
  public String name() {
    return name(op);
  }

  /** The same of any operation. */
  public static String name(Op op) {
    String name = op.getClass().getSimpleName();
    return op instanceof Op.Map map
        ? map.function().toString()
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
