package samegrad.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;

final class DjlEngineTest extends EngineTestCase {
  @ParameterizedTest
  @EnumSource
  void a_product_with_any_transposes_is_that_of_the_loops(DType dtype) {
    for (int m : SIZES) {
      for (int k : SIZES) {
        for (int n : SIZES) {
          for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
              checkProduct(dtype, m, k, n, transposeA, transposeB);
            }
          }
        }
      }
    }
  }

  private void checkProduct(
      DType dtype, int m, int k, int n, boolean transposeA, boolean transposeB) {
    HostTensor a = Naive.random(3, dtype, transposeA ? Shape.matrix(k, m) : Shape.matrix(m, k));
    HostTensor b = Naive.random(4, dtype, transposeB ? Shape.matrix(n, k) : Shape.matrix(k, n));
    HostTensor expected = NAIVE.matmul(a, transposeA, b, transposeB);
    HostTensor sizes = NAIVE.matmul(Naive.abs(a), transposeA, Naive.abs(b), transposeB);
    HostTensor actual = down(engine.matmul(up(a), transposeA, up(b), transposeB), expected.type());
    assertWithin(sizes, 2 * (k + 2), expected, actual);
  }

  /** Asserts that the difference is at most {@code roundings} unit roundoffs of {@code sizes}. */
  private static void assertWithin(
      HostTensor sizes, int roundings, HostTensor expected, HostTensor actual) {
    double unit = expected.dtype().unitRoundoff();
    for (int i = 0; i < expected.shape().size(); i++) {
      int place = i;
      double allowed = roundings * unit * sizes.get(i) + expected.dtype().minNormal();
      assertTrue(
          Math.abs(expected.get(i) - actual.get(i)) <= allowed,
          () -> place + ": " + expected.get(place) + " but " + actual.get(place) + " in " + actual);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_transpose_can_be_read_used_and_outlives_its_operand(DType dtype) {
    for (int m : SIZES) {
      for (int n : SIZES) {
        HostTensor a = Naive.random(5, dtype, Shape.matrix(m, n));
        HostTensor expected = NAIVE.transpose(a);
        PtNDArray operand = engine.upload(a);
        PtNDArray transposed = engine.transpose(operand);
        engine.free(operand);
        for (int i = 0; i < 8; i++) {
          engine.free(engine.upload(Naive.random(6, dtype, Shape.matrix(m, n))));
        }
        assertEquals(expected, down(transposed, expected.type()));
        assertEquals(
            NAIVE.add(expected, expected),
            down(engine.add(transposed, transposed), expected.type()));
        assertEquals(a, down(engine.transpose(transposed), a.type()));
      }
    }
  }

  /** An elementwise operation on two operands. */
  private interface Binary {
    <T> T apply(Operations<T> operations, T a, T b);
  }

  private static final Binary ADD =
      new Binary() {
        @Override
        public <T> T apply(Operations<T> operations, T a, T b) {
          return operations.add(a, b);
        }
      };
  private static final Binary SUBTRACT =
      new Binary() {
        @Override
        public <T> T apply(Operations<T> operations, T a, T b) {
          return operations.subtract(a, b);
        }
      };
  private static final Binary MULTIPLY =
      new Binary() {
        @Override
        public <T> T apply(Operations<T> operations, T a, T b) {
          return operations.multiply(a, b);
        }
      };

  @ParameterizedTest
  @EnumSource
  void sums_differences_and_products_of_elements_are_rounded_once_and_broadcast(DType dtype) {
    for (Shape left : shapes()) {
      for (Shape right : shapes()) {
        if (broadcast(left.rows(), right.rows()) && broadcast(left.columns(), right.columns())) {
          HostTensor a = Naive.random(7, dtype, left);
          HostTensor b = Naive.random(8, dtype, right);
          for (Binary operation : List.of(ADD, SUBTRACT, MULTIPLY)) {
            HostTensor expected = operation.apply(NAIVE, a, b);
            assertEquals(expected, down(operation.apply(engine, up(a), up(b)), expected.type()));
          }
        }
      }
    }
  }

  private static boolean broadcast(int m, int n) {
    return m == n || m == 1 || n == 1;
  }

  @ParameterizedTest
  @EnumSource
  void special_values_follow_ieee_754(DType dtype) {
    double tiny = dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    double large = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    double[] values = {
      0.0,
      -0.0,
      1,
      -1,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      tiny,
      large,
      dtype.minNormal(),
      3 * tiny,
      0.5
    };
    int n = values.length;
    HostTensor row = HostTensor.of(dtype, Shape.matrix(1, n), values);
    HostTensor column = HostTensor.of(dtype, Shape.matrix(n, 1), values);
    for (Binary operation : List.of(ADD, SUBTRACT, MULTIPLY)) {
      HostTensor expected = operation.apply(NAIVE, row, column);
      assertEquals(expected, down(operation.apply(engine, up(row), up(column)), expected.type()));
    }
    for (double factor : values) {
      assertEquals(NAIVE.scale(row, factor), down(engine.scale(up(row), factor), row.type()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_factor_is_rounded_to_the_dtype_first(DType dtype) {
    HostTensor a = Naive.random(9, dtype, Shape.matrix(3, 5));
    for (double factor : new double[] {0.1, 1e300, -1e-300, 1.0 / 3, 1 + 0x1p-30, 0}) {
      assertEquals(NAIVE.scale(a, factor), down(engine.scale(up(a), factor), a.type()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void sigmoid_is_right_within_a_few_roundings_and_saturates(DType dtype) {
    HostTensor z =
        HostTensor.of(
            dtype,
            Shape.vector(17),
            IntStream.rangeClosed(-8, 8).mapToDouble(i -> i * 4.25).toArray());
    HostTensor expected = NAIVE.sigmoid(z);
    assertWithin(expected, 8, expected, down(engine.sigmoid(up(z)), z.type()));

    HostTensor far =
        HostTensor.of(
            dtype,
            Shape.vector(7),
            Double.NEGATIVE_INFINITY,
            -1000,
            1000,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            0.0,
            -0.0);
    assertEquals(
        HostTensor.of(dtype, Shape.vector(7), 0, 0, 1, 1, Double.NaN, 0.5, 0.5),
        down(engine.sigmoid(up(far)), far.type()));
    for (Shape shape : shapes()) {
      HostTensor any = Naive.random(10, dtype, shape);
      HostTensor result = down(engine.sigmoid(up(any)), any.type());
      assertWithin(NAIVE.sigmoid(any), 8, NAIVE.sigmoid(any), result);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sums_and_broadcasts_go_between_all_shapes_that_fit(DType dtype) {
    for (Shape small : shapes()) {
      for (Shape large : shapes()) {
        if (small.broadcastsTo(large)) {
          HostTensor a = Naive.random(11, dtype, large);
          HostTensor expected = NAIVE.sum(a, small);
          HostTensor sizes = NAIVE.sum(Naive.abs(a), small);
          HostTensor sums = down(engine.sum(up(a), small), expected.type());
          assertWithin(sizes, 2 * (large.size() + 1), expected, sums);

          HostTensor b = Naive.random(12, dtype, small);
          HostTensor repeated = NAIVE.broadcast(b, large);
          assertEquals(repeated, down(engine.broadcast(up(b), large), repeated.type()));
        }
      }
    }
  }

  @Test
  void subnormal_numbers_are_kept_in_products_too() {
    for (DType dtype : DType.values()) {
      HostTensor a = HostTensor.of(dtype, Shape.matrix(1, 1), dtype.minNormal());
      HostTensor half = HostTensor.of(dtype, Shape.matrix(1, 1), 0.5);
      HostTensor expected = HostTensor.of(dtype, Shape.matrix(1, 1), dtype.minNormal() / 2);
      assertEquals(expected, down(engine.matmul(up(a), false, up(half), false), expected.type()));
    }
  }

  @Test
  void operands_are_left_as_they_were() {
    HostTensor a = Naive.random(13, DType.FLOAT32, Shape.matrix(3, 3));
    HostTensor b = Naive.random(14, DType.FLOAT32, Shape.matrix(3, 3));
    PtNDArray left = up(a);
    PtNDArray right = up(b);
    List<Function<DjlEngine, PtNDArray>> operations =
        List.of(
            e -> e.matmul(left, true, right, true),
            e -> e.transpose(left),
            e -> e.add(left, right),
            e -> e.subtract(left, right),
            e -> e.multiply(left, right),
            e -> e.scale(left, 3),
            e -> e.sigmoid(left),
            e -> e.sum(left, Shape.vector(3)),
            e -> e.broadcast(left, Shape.matrix(3, 3)));
    for (Function<DjlEngine, PtNDArray> operation : operations) {
      arrays.add(operation.apply(engine));
      assertEquals(a, engine.download(left, a.type()));
      assertEquals(b, engine.download(right, b.type()));
    }
  }
}
