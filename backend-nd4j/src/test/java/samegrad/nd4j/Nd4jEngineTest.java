package samegrad.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static samegrad.nd4j.Engines.ENGINE;
import static samegrad.nd4j.Engines.random;
import static samegrad.nd4j.Engines.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;
import samegrad.autograd.Op;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.verify.Comparison;
import samegrad.verify.OracleOperations;
import samegrad.verify.Verdict;

/** What the kit does not reach: several threads, blocks of a product, and memory kept. */
class Nd4jEngineTest {
  /** More elements than one thread is given. */
  private static final Shape LARGE = Shape.matrix(300, 301);

  @ParameterizedTest
  @EnumSource
  void operations_on_several_threads_are_right(DType dtype) {
    assertTrue(LARGE.size() > Workers.WORTHWHILE);
    HostTensor a = random(dtype, LARGE, 1);
    HostTensor b = random(dtype, LARGE, 2);
    HostTensor row = random(dtype, Shape.vector(301), 3);
    assertRight(new Op.Matmul(false, true), a, b);
    assertRight(new Op.Matmul(true, false), a, b);
    assertRight(new Op.Transpose(), a);
    assertRight(new Op.Add(), a, row);
    assertRight(new Op.Subtract(), row, b);
    assertRight(new Op.Multiply(), a, b);
    assertRight(new Op.Scale(1 / 3.0), a);
    assertRight(new Op.Sum(Shape.scalar()), result(ENGINE.sigmoid(ENGINE.upload(a))));
    assertRight(new Op.Sum(row.shape()), a);
    assertRight(new Op.Broadcast(LARGE), row);
  }

  private static void assertRight(Op op, HostTensor... operands) {
    HostTensor result =
        result(op.apply(ENGINE, Arrays.stream(operands).map(ENGINE::upload).toList()));
    Comparison comparison =
        Comparison.of(
            result,
            op.apply(
                OracleOperations.INSTANCE,
                Arrays.stream(operands).map(OracleOperations::of).toList()));
    assertEquals(Verdict.AGREE, comparison.verdict(), () -> op + ": " + comparison.describe());
  }

  @ParameterizedTest
  @EnumSource
  void a_sigmoid_on_several_threads_has_the_bits_of_one_on_one_thread(DType dtype) {
    HostTensor few = random(dtype, Shape.vector(1000), 1);
    double[] once = result(ENGINE.sigmoid(ENGINE.upload(few))).toArray();
    HostTensor many = repeated(few.toArray(), 100, dtype);
    assertEquals(repeated(once, 100, dtype), result(ENGINE.sigmoid(ENGINE.upload(many))));
  }

  private static HostTensor repeated(double[] elements, int times, DType dtype) {
    double[] all = new double[elements.length * times];
    Arrays.setAll(all, i -> elements[i % elements.length]);
    return HostTensor.of(dtype, Shape.vector(all.length), all);
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
    Nd4jRuntime.start(new EngineConfig(Device.CPU, 1));
    assertEquals(1, openblas_nolapack.blas_get_num_threads());
    Nd4jRuntime.start(new EngineConfig(Device.CPU, 2));
    assertEquals(2, openblas_nolapack.blas_get_num_threads());
    assertEquals(1, Nd4j.getEnvironment().maxMasterThreads());
  }
}
