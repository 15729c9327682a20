package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.SIZES;
import static samegrad.nd4j.Engines.random;
import static samegrad.nd4j.Engines.result;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.Nd4jBlas;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;

/** Each operation against loops, over the sizes that trip libraries up. */
class Nd4jEngineTest {
  private static final Naive NAIVE = new Naive();

  /** An operation of two tensors, written once for all kinds of array. */
  private interface Binary {
    <T> T apply(Operations<T> operations, T a, T b);
  }

  private interface Unary {
    <T> T apply(Operations<T> operations, T a);
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

  private static HostTensor run(Unary operation, HostTensor a) {
    Nd4jArray x = ENGINE.upload(a);
    HostTensor result = result(operation.apply(ENGINE, x));
    assertEquals(a, result(x), "the operand was changed");
    return result;
  }

  private static HostTensor run(Binary operation, HostTensor a, HostTensor b) {
    Nd4jArray x = ENGINE.upload(a);
    Nd4jArray y = ENGINE.upload(b);
    HostTensor result = result(operation.apply(ENGINE, x, y));
    assertEquals(a, result(x), "the left operand was changed");
    assertEquals(b, result(y), "the right operand was changed");
    return result;
  }

  /**
   * Within the error of summing {@code terms} products of numbers up to 2 in any order (Higham,
   * Accuracy and Stability of Numerical Algorithms, eq. 3.5), twice since the reference has it too.
   */
  private static void assertClose(HostTensor expected, HostTensor actual, int terms, String what) {
    assertEquals(expected.type(), actual.type(), what);
    double u = expected.dtype().unitRoundoff();
    double gamma = (terms + 1) * u / (1 - (terms + 1) * u);
    for (int i = 0; i < expected.shape().size(); i++) {
      double error = Math.abs(expected.get(i) - actual.get(i));
      assertTrue(
          error <= 2 * gamma * 4 * Math.max(1, terms),
          what + " element " + i + ": " + actual.get(i) + ", not " + expected.get(i));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_product_is_that_of_the_loops_for_all_sizes_and_transposes(DType dtype) {
    for (int m : SIZES) {
      for (int k : SIZES) {
        for (int n : SIZES) {
          for (int flags = 0; flags < 4; flags++) {
            boolean transposeA = (flags & 1) != 0;
            boolean transposeB = (flags & 2) != 0;
            HostTensor a =
                random(dtype, transposeA ? Shape.matrix(k, m) : Shape.matrix(m, k), m + 3 * k);
            HostTensor b =
                random(dtype, transposeB ? Shape.matrix(n, k) : Shape.matrix(k, n), n + 5 * k);
            Binary matmul =
                new Binary() {
                  @Override
                  public <T> T apply(Operations<T> operations, T x, T y) {
                    return operations.matmul(x, transposeA, y, transposeB);
                  }
                };
            assertClose(
                NAIVE.matmul(a, transposeA, b, transposeB),
                run(matmul, a, b),
                k,
                a.type() + " " + transposeA + " · " + b.type() + " " + transposeB);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_large_product_with_several_threads_is_that_of_the_loops(DType dtype) {
    HostTensor a = random(dtype, Shape.matrix(257, 301), 1);
    HostTensor b = random(dtype, Shape.matrix(129, 301), 2);
    Binary matmul =
        new Binary() {
          @Override
          public <T> T apply(Operations<T> operations, T x, T y) {
            return operations.matmul(x, false, y, true);
          }
        };
    assertClose(NAIVE.matmul(a, false, b, true), run(matmul, a, b), 301, "a large product");
  }

  private static List<Shape> shapesOfSizes() {
    List<Shape> shapes = new ArrayList<>(List.of(Shape.scalar()));
    for (int n : SIZES) {
      shapes.add(Shape.vector(n));
      for (int m : SIZES) {
        shapes.add(Shape.matrix(m, n));
      }
    }
    shapes.add(Shape.matrix(300, 301));
    shapes.add(Shape.matrix(1, 301));
    shapes.add(Shape.matrix(300, 1));
    return shapes;
  }

  private static boolean fit(int m, int n) {
    return m == n || m == 1 || n == 1;
  }

  @ParameterizedTest
  @EnumSource
  void add_subtract_and_multiply_broadcast_from_either_side_and_from_both(DType dtype) {
    for (Shape left : shapesOfSizes()) {
      for (Shape right : shapesOfSizes()) {
        if (fit(left.rows(), right.rows()) && fit(left.columns(), right.columns())) {
          HostTensor a = random(dtype, left, 1);
          HostTensor b = random(dtype, right, 2);
          String what = left + " with " + right;
          assertEquals(NAIVE.add(a, b), run(ADD, a, b), what);
          assertEquals(NAIVE.subtract(a, b), run(SUBTRACT, a, b), what);
          assertEquals(NAIVE.multiply(a, b), run(MULTIPLY, a, b), what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unary_operations_keep_shape_and_bits(DType dtype) {
    for (Shape shape : shapesOfSizes()) {
      HostTensor a = random(dtype, shape, 1);
      for (double factor : List.of(1 / 3.0, -0.0, 1e300, Math.PI)) {
        HostTensor scaled =
            run(
                new Unary() {
                  @Override
                  public <T> T apply(Operations<T> operations, T x) {
                    return operations.scale(x, factor);
                  }
                },
                a);
        assertEquals(NAIVE.scale(a, factor), scaled, shape + " times " + factor);
      }
      if (shape.rank() == 2) {
        assertEquals(NAIVE.transpose(a), result(ENGINE.transpose(ENGINE.upload(a))), "" + shape);
      }
      assertClose(NAIVE.sigmoid(a), result(ENGINE.sigmoid(ENGINE.upload(a))), 3, "" + shape);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sums_and_broadcasts_reach_every_target_shape(DType dtype) {
    for (Shape small : shapesOfSizes()) {
      for (Shape large : shapesOfSizes()) {
        if (small.broadcastsTo(large)) {
          HostTensor a = random(dtype, large, 1);
          HostTensor b = random(dtype, small, 2);
          Unary sum =
              new Unary() {
                @Override
                public <T> T apply(Operations<T> operations, T x) {
                  return operations.sum(x, small);
                }
              };
          Unary broadcast =
              new Unary() {
                @Override
                public <T> T apply(Operations<T> operations, T x) {
                  return operations.broadcast(x, large);
                }
              };
          String what = large + " and " + small;
          assertClose(NAIVE.sum(a, small), run(sum, a), large.size(), what);
          assertEquals(NAIVE.broadcast(b, large), run(broadcast, b), what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_broadcast_keeps_the_sign_of_zero_and_the_bits_of_nan(DType dtype) {
    HostTensor a = HostTensor.of(dtype, Shape.vector(3), -0.0, Double.NaN, Double.MIN_VALUE);
    HostTensor b = result(ENGINE.broadcast(ENGINE.upload(a), Shape.matrix(2, 3)));
    assertEquals(NAIVE.broadcast(a, Shape.matrix(2, 3)), b);
  }

  @ParameterizedTest
  @EnumSource
  void nan_and_infinity_pass_through_a_product_whatever_they_meet(DType dtype) {
    for (int n : List.of(1, 2, 3, 7, 33, 65)) {
      for (double special : List.of(Double.NaN, Double.POSITIVE_INFINITY)) {
        double[] elements = new double[n * n];
        elements[(n / 2) * n + n / 2] = special;
        HostTensor a = HostTensor.of(dtype, Shape.matrix(n, n), elements);
        HostTensor zeros = HostTensor.of(dtype, Shape.matrix(n, n), new double[n * n]);
        for (int flags = 0; flags < 4; flags++) {
          boolean transposeA = (flags & 1) != 0;
          boolean transposeB = (flags & 2) != 0;
          Nd4jArray x = ENGINE.upload(a);
          Nd4jArray y = ENGINE.upload(zeros);
          HostTensor left = result(ENGINE.matmul(x, transposeA, y, transposeB));
          HostTensor right = result(ENGINE.matmul(y, transposeA, x, transposeB));
          for (int i = 0; i < n; i++) {
            assertTrue(Double.isNaN(left.get(n / 2, i)), n + ": " + special + "·0 is NaN");
            assertTrue(Double.isNaN(right.get(i, n / 2)), n + ": 0·" + special + " is NaN");
          }
          ENGINE.free(x);
          ENGINE.free(y);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sigmoid_is_right_at_the_ends_of_its_range(DType dtype) {
    double infinity = Double.POSITIVE_INFINITY;
    double[] z = {
      0,
      -0.0,
      1,
      -1,
      20,
      -20,
      36,
      -36,
      40,
      -40,
      80,
      -80,
      88,
      -88,
      104,
      -104,
      700,
      -700,
      710,
      -710,
      745,
      -745,
      1e300,
      -1e300,
      infinity,
      -infinity,
      Double.NaN,
      Double.MIN_VALUE
    };
    for (int repeat : List.of(1, 3000)) {
      double[] elements = new double[z.length * repeat];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = z[i % z.length];
      }
      HostTensor a = HostTensor.of(dtype, Shape.vector(elements.length), elements);
      HostTensor s = result(ENGINE.sigmoid(ENGINE.upload(a)));
      for (int i = 0; i < elements.length; i++) {
        double x = a.get(i);
        double exact = x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
        // exp within 2 ulp, an addition and a division; below the normal range anything goes to 0.
        double bound = 6 * dtype.unitRoundoff() * exact + dtype.minNormal();
        assertTrue(
            Double.isNaN(exact) ? Double.isNaN(s.get(i)) : Math.abs(s.get(i) - exact) <= bound,
            dtype + " sigmoid(" + x + ") is " + exact + ", not " + s.get(i));
      }
    }
  }

  @Test
  void float64_keeps_all_its_bits() {
    double third = 1 / 3.0;
    HostTensor a = HostTensor.of(DType.FLOAT64, Shape.scalar(), third);
    assertEquals(third, result(ENGINE.upload(a)).get(0));
    assertEquals(third * third, result(ENGINE.scale(ENGINE.upload(a), third)).get(0));
    HostTensor one = HostTensor.of(DType.FLOAT64, Shape.matrix(1, 1), 1 + 0x1p-52);
    assertEquals(
        (1 + 0x1p-52) * (1 + 0x1p-52),
        result(ENGINE.matmul(ENGINE.upload(one), false, ENGINE.upload(one), true)).get(0));
  }

  @Test
  void a_large_freed_array_has_given_its_memory_back() {
    Shape shape = Shape.vector((int) (Memory.LARGEST_KEPT_BYTES / 8) + 1);
    Nd4jArray a = ENGINE.upload(HostTensor.of(DType.FLOAT64, shape, new double[shape.size()]));
    ENGINE.free(a);
    assertTrue(a.data().wasClosed());
  }

  @Test
  void a_freed_array_is_used_again() {
    Shape shape = Shape.matrix(17, 19);
    Nd4jArray a = ENGINE.upload(random(DType.FLOAT64, shape, 1));
    ENGINE.free(a);
    Nd4jArray b = ENGINE.upload(random(DType.FLOAT64, shape, 2));
    assertSame(a.data(), b.data());
    assertEquals(random(DType.FLOAT64, shape, 2), result(b));
  }

  @Test
  void arrays_are_not_kept_without_limit() {
    List<Nd4jArray> arrays = new ArrayList<>();
    Shape largest = Shape.matrix((int) (Memory.LARGEST_KEPT_BYTES / 8), 1);
    HostTensor tensor = HostTensor.of(DType.FLOAT64, largest, new double[largest.size()]);
    for (int i = 0; i <= Memory.KEPT_BYTES / Memory.LARGEST_KEPT_BYTES; i++) {
      arrays.add(ENGINE.upload(tensor));
    }
    arrays.forEach(ENGINE::free);
    assertTrue(arrays.get(0).data().wasClosed());
  }

  @Test
  void the_count_of_arrays_knows_those_in_use_and_those_kept() {
    HostTensor tensor = random(DType.FLOAT64, Shape.matrix(23, 29), 1);
    ENGINE.free(ENGINE.upload(tensor));
    long before = ENGINE.nativeArrays().orElseThrow();
    Nd4jArray kept = ENGINE.upload(tensor);
    assertEquals(before, ENGINE.nativeArrays().orElseThrow());
    Nd4jArray made = ENGINE.upload(tensor);
    assertEquals(before + 1, ENGINE.nativeArrays().orElseThrow());
    ENGINE.free(kept);
    ENGINE.free(made);
    assertEquals(before + 1, ENGINE.nativeArrays().orElseThrow());
  }

  @Test
  void small_operations_keep_to_one_thread_and_blas_to_the_configured_number() {
    Nd4jBlas blas = (Nd4jBlas) Nd4j.getNDArrayFactory().blas();
    Nd4jRuntime.start(new EngineConfig(Device.CPU, 1));
    assertEquals(1, blas.getMaxThreads());
    Nd4jRuntime.start(new EngineConfig(Device.CPU, 2));
    assertEquals(2, blas.getMaxThreads());
    assertEquals(1, Nd4j.getEnvironment().maxMasterThreads());
  }
}
