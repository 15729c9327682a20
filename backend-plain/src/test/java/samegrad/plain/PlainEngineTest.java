package samegrad.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.plain.array.ArrayOperations;
import samegrad.plain.array.PlainArray;
import samegrad.plain.kernel.DoubleKernels;
import samegrad.plain.kernel.DoubleReductions;
import samegrad.plain.kernel.FloatKernels;
import samegrad.plain.kernel.FloatReductions;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/**
 * Every operation of the engine, bit for bit, on shapes that one thread computes and on shapes that
 * are shared out among three.
 */
class PlainEngineTest {
  private static final Shape[] SHAPES = {
    Shape.matrix(3, 5), Shape.matrix(400, 257), Shape.matrix(40_000, 3), Shape.matrix(3, 40_001)
  };

  private final Random random = new Random(1);
  private final PlainEngine engine = new PlainEngine(3);

  @AfterEach
  void close() {
    engine.close();
  }

  private interface Elementwise {
    PlainArray<?> apply(PlainArray<?> a, PlainArray<?> b);
  }

  private interface Unary {
    PlainArray<?> apply(PlainArray<?> a);
  }

  private HostTensor numbers(DType dtype, Shape shape) {
    return HostTensor.of(dtype, shape, random.doubles(shape.size(), -9, 9).toArray());
  }

  /** The tensor whose element i of its shape is that, rounded to the dtype. */
  private static HostTensor tensor(DType dtype, Shape shape, IntToDoubleFunction element) {
    double[] elements = new double[shape.size()];
    Arrays.setAll(elements, element);
    return HostTensor.of(dtype, shape, elements);
  }

  private void check(HostTensor expected, Unary operation, HostTensor a) {
    PlainArray<?> result = operation.apply(engine.upload(a));
    assertEquals(expected.shape(), result.shape());
    assertEquals(expected, engine.download(result, expected.type()));
  }

  /** The place in an operand of what belongs to element i of the result. */
  private static int place(int i, Shape result, Shape operand) {
    int row = operand.rows() == 1 ? 0 : i / result.columns();
    int column = operand.columns() == 1 ? 0 : i % result.columns();
    return row * operand.columns() + column;
  }

  @ParameterizedTest
  @EnumSource
  void sums_differences_and_products_broadcast_either_operand(DType dtype) {
    for (Shape shape : SHAPES) {
      Shape[] operands = {
        shape,
        Shape.scalar(),
        Shape.vector(shape.columns()),
        Shape.matrix(1, shape.columns()),
        Shape.matrix(shape.rows(), 1)
      };
      for (Shape other : operands) {
        elementwise(dtype, shape, shape, other);
        elementwise(dtype, shape, other, shape);
      }
      elementwise(dtype, shape, Shape.vector(shape.columns()), Shape.matrix(shape.rows(), 1));
      elementwise(dtype, shape, Shape.matrix(shape.rows(), 1), Shape.vector(shape.columns()));
    }
  }

  private void elementwise(DType dtype, Shape shape, Shape a, Shape b) {
    HostTensor left = numbers(dtype, a);
    HostTensor right = numbers(dtype, b);
    elementwise(left, right, shape, engine::add, (x, y) -> x + y);
    elementwise(left, right, shape, engine::subtract, (x, y) -> x - y);
    elementwise(left, right, shape, engine::multiply, (x, y) -> x * y);
  }

  /** In float32, a result in float64 is rounded right: its 53 bits are at least 2·24 + 2. */
  private void elementwise(
      HostTensor a, HostTensor b, Shape shape, Elementwise operation, DoubleBinaryOperator exact) {
    HostTensor expected =
        tensor(
            a.dtype(),
            shape,
            i ->
                exact.applyAsDouble(
                    a.get(place(i, shape, a.shape())), b.get(place(i, shape, b.shape()))));
    check(expected, array -> operation.apply(array, engine.upload(b)), a);
  }

  @ParameterizedTest
  @EnumSource
  void a_factor_and_a_sigmoid_reach_every_element(DType dtype) {
    for (Shape shape : SHAPES) {
      HostTensor a = numbers(dtype, shape);
      double factor = dtype.round(0.1);
      check(tensor(dtype, shape, i -> a.get(i) * factor), x -> engine.scale(x, 0.1), a);
      check(
          tensor(
              dtype,
              shape,
              i ->
                  dtype == DType.FLOAT32
                      ? FloatKernels.sigmoid((float) a.get(i))
                      : DoubleKernels.sigmoid(a.get(i))),
          engine::sigmoid,
          a);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_transpose_exchanges_rows_and_columns(DType dtype) {
    for (Shape shape : SHAPES) {
      HostTensor a = numbers(dtype, shape);
      Shape transposed = Shape.matrix(shape.columns(), shape.rows());
      int n = shape.rows();
      check(tensor(dtype, transposed, i -> a.get(i % n, i / n)), engine::transpose, a);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_broadcast_repeats_a_scalar_a_row_or_a_column(DType dtype) {
    for (Shape shape : SHAPES) {
      for (Shape from :
          new Shape[] {
            shape, Shape.scalar(), Shape.vector(shape.columns()), Shape.matrix(shape.rows(), 1)
          }) {
        HostTensor a = numbers(dtype, from);
        check(
            tensor(dtype, shape, i -> a.get(place(i, shape, from))),
            x -> engine.broadcast(x, shape),
            a);
      }
    }
  }

  /** The order of additions is the one that the reductions promise. */
  @ParameterizedTest
  @EnumSource
  void a_sum_adds_up_rows_columns_or_everything(DType dtype) {
    for (Shape shape : SHAPES) {
      HostTensor a = numbers(dtype, shape);
      int columns = shape.columns();
      check(a, x -> engine.sum(x, shape), a);
      check(
          tensor(dtype, Shape.scalar(), i -> reduced(a, 0, shape.size())),
          x -> engine.sum(x, Shape.scalar()),
          a);
      check(
          tensor(
              dtype,
              Shape.matrix(shape.rows(), 1),
              i -> reduced(a, i * columns, (i + 1) * columns)),
          x -> engine.sum(x, Shape.matrix(shape.rows(), 1)),
          a);
      check(
          tensor(dtype, Shape.vector(columns), j -> columnSum(a, j)),
          x -> engine.sum(x, Shape.vector(columns)),
          a);
    }
  }

  private static double reduced(HostTensor a, int from, int to) {
    return a.dtype() == DType.FLOAT32
        ? FloatReductions.sum(a.sharedFloat32(), from, to)
        : DoubleReductions.sum(a.sharedFloat64(), from, to);
  }

  private static double columnSum(HostTensor a, int column) {
    double sum = 0;
    for (int i = 0; i < a.shape().rows(); i++) {
      sum = a.dtype().round(sum + a.get(i, column));
    }
    return sum;
  }

  /** What a plan fuses has the bits of the operations one by one. */
  @ParameterizedTest
  @EnumSource
  void the_fused_operations_have_the_bits_of_their_parts(DType dtype) {
    for (Shape shape : SHAPES) {
      PlainArray<?> z = engine.upload(numbers(dtype, shape));
      PlainArray<?> bias = engine.upload(numbers(dtype, Shape.vector(shape.columns())));
      fused(dtype, z, bias, shape);
    }
  }

  private <T> void fused(DType dtype, PlainArray<T> z, PlainArray<?> bias, Shape shape) {
    ArrayOperations<T> operations = z.operations();
    assertEquals(dtype, operations.dtype());
    PlainArray<?> sum = engine.add(z, bias);
    PlainArray<?> a = engine.sigmoid(sum);
    T activation = operations.allocate(shape.size());
    T slot = operations.allocate(shape.size());
    operations.broadcast(z.elements(), shape, slot, shape);
    operations.addMap(
        UnaryFunction.SIGMOID, slot, bias.<T>cast().elements(), bias.shape(), activation, shape);
    assertEquals(host(sum), operations.tensor(shape, slot));
    assertEquals(host(a), operations.tensor(shape, activation));

    PlainArray<?> one = engine.upload(HostTensor.scalar(dtype, 1));
    PlainArray<?> gradient = engine.multiply(z, engine.multiply(a, engine.subtract(one, a)));
    operations.sigmoidGradient(z.elements(), activation, slot, shape);
    assertEquals(host(gradient), operations.tensor(shape, slot));
  }

  private static <T> HostTensor host(PlainArray<T> array) {
    return array.operations().tensor(array.shape(), array.elements());
  }
}
