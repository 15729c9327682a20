package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

class OracleOperationsTest {
  private static final OracleOperations ORACLE = OracleOperations.INSTANCE;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double U = 0x1p-53;

  @Test
  void a_sum_has_the_value_that_floating_point_has_not_and_a_bound_of_one_rounding() {
    Reference sum = ORACLE.add(vector(0.1), vector(0.2));
    assertEquals(
        new BigDecimal("0.3000000000000000166533453693773481063544750213623046875"), sum.exact(0));
    assertEquals(0.3 * U, sum.bound(0), 1e-12 * U);
    assertTrue(sum.bound(0) > 0.3 * U);
  }

  @Test
  void a_product_of_matrices_is_exact_and_its_bound_is_gamma_times_the_magnitudes() {
    Reference a = OracleOperations.of(HostTensor.matrix(new double[] {1, -2}, new double[] {3, 4}));
    Reference b = OracleOperations.of(HostTensor.matrix(new double[] {5, 6}, new double[] {-7, 8}));
    assertValues(ORACLE.matmul(a, false, b, false), 19, -10, -13, 50);
    assertValues(ORACLE.matmul(a, true, b, false), -16, 30, -38, 20);
    assertValues(ORACLE.matmul(a, false, b, true), -7, -23, 39, 11);
    assertValues(ORACLE.matmul(a, true, b, true), 23, 17, 14, 46);
    assertEquals((5 + 14) * 2 * U, ORACLE.matmul(a, false, b, false).bound(0), 1e-12 * U);
  }

  @Test
  void a_product_with_an_inner_dimension_of_zero_is_exactly_zero() {
    Reference a = OracleOperations.of(HostTensor.of(DType.FLOAT64, Shape.matrix(2, 0)));
    Reference b = OracleOperations.of(HostTensor.of(DType.FLOAT64, Shape.matrix(0, 1)));
    Reference product = ORACLE.matmul(a, false, b, false);
    assertValues(product, 0, 0);
    assertEquals(0, product.bound(0));
  }

  @Test
  void the_logistic_function_of_one_has_the_digits_of_the_tables() {
    BigDecimal table =
        new BigDecimal("0.73105857863000487925115924182183627436514464016505651927636590791");
    Reference sigmoid = ORACLE.sigmoid(vector(1, 0));
    assertTrue(sigmoid.exact(0).subtract(table).abs().compareTo(new BigDecimal("1e-63")) < 0);
    assertEquals(0.5, sigmoid.nearest(1));
    assertEquals(6 * U * 0.731, sigmoid.bound(0), 0.01 * U);
  }

  @Test
  void sums_and_broadcasts_have_the_values_and_the_bounds_of_their_terms() {
    Reference a =
        OracleOperations.of(HostTensor.matrix(new double[] {1, 2, 3}, new double[] {4, 5, 6}));
    assertValues(ORACLE.sum(a, Shape.scalar()), 21);
    assertValues(ORACLE.sum(a, Shape.vector(3)), 5, 7, 9);
    assertValues(ORACLE.sum(a, Shape.matrix(2, 1)), 6, 15);
    assertValues(ORACLE.sum(a, a.type().shape()), 1, 2, 3, 4, 5, 6);
    assertEquals(5 * U * 21, ORACLE.sum(a, Shape.scalar()).bound(0), 1e-12 * U);
    assertValues(ORACLE.transpose(a), 1, 4, 2, 5, 3, 6);
    assertValues(ORACLE.broadcast(vector(7, 8), Shape.matrix(2, 2)), 7, 8, 7, 8);
    assertValues(ORACLE.multiply(a, vector(1, 10, 100)), 1, 20, 300, 4, 50, 600);
    assertValues(ORACLE.subtract(vector(1, 2), vector(1)), 0, 1);
    assertEquals(0, ORACLE.subtract(vector(1, 2), vector(1)).bound(0));
    assertEquals(0, ORACLE.transpose(a).bound(3));
    assertThrows(IllegalArgumentException.class, () -> ORACLE.add(a, vector(1, 2)));
  }

  @Test
  void a_factor_is_rounded_to_the_dtype_first() {
    Reference a = OracleOperations.of(HostTensor.scalar(DType.FLOAT32, 3));
    assertEquals(
        new BigDecimal((float) 0.1).multiply(new BigDecimal(3)), ORACLE.scale(a, 0.1).exact(0));
  }

  @Test
  void what_operands_are_off_is_carried_on() {
    Reference sum = ORACLE.add(vector(1e10), vector(1e-10));
    Reference difference = ORACLE.subtract(sum, vector(1e10));
    assertEquals(1e-10, difference.nearest(0), 1e-20);
    assertTrue(difference.bound(0) > 1e10 * U);
    Comparison comparison = Comparison.of(HostTensor.vector(1e10 + 1e-10 - 1e10), difference);
    assertEquals(Verdict.ABSTAIN, comparison.verdict());
  }

  @Test
  void infinities_nan_and_overflow_follow_ieee_754() {
    double max = Double.MAX_VALUE;
    Reference a = vector(INFINITY, INFINITY, -INFINITY, Double.NaN, max, max, -max, 1e-200);
    Reference b = vector(0, -INFINITY, 2, 0, 2, 1, max, 1e-200);
    assertValues(
        ORACLE.multiply(a, b),
        Double.NaN,
        -INFINITY,
        -INFINITY,
        Double.NaN,
        INFINITY,
        max,
        -INFINITY,
        0);
    assertValues(
        ORACLE.add(a, b), INFINITY, Double.NaN, -INFINITY, Double.NaN, max, max, 0, 2e-200);
    assertEquals(0, ORACLE.multiply(a, b).bound(4));
    assertTrue(ORACLE.multiply(a, b).bound(7) >= Double.MIN_NORMAL);
  }

  @Test
  void a_sum_that_overflows_in_one_order_and_not_in_another_has_no_bound() {
    double max = Double.MAX_VALUE;
    Reference row = OracleOperations.of(HostTensor.matrix(new double[] {max, max, -max}));
    Reference ones = OracleOperations.of(HostTensor.matrix(new double[] {1, 1, 1}));
    assertEquals(INFINITY, ORACLE.matmul(row, false, ones, true).bound(0));
    Reference up = OracleOperations.of(HostTensor.matrix(new double[] {max, max, 1}));
    Reference sum = ORACLE.matmul(up, false, ones, true);
    assertEquals(INFINITY, sum.nearest(0));
    assertEquals(0, sum.bound(0));
    Reference infinite =
        OracleOperations.of(HostTensor.matrix(new double[] {INFINITY, -max, -max}));
    assertEquals(INFINITY, ORACLE.matmul(infinite, false, ones, true).bound(0));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void what_the_processor_makes_of_special_values_is_never_called_different(DType dtype) {
    double[] specials = specials(dtype);
    int n = specials.length;
    for (boolean flush : new boolean[] {false, true}) {
      Rounding processor = Rounding.correct(dtype, flush, new SplittableRandom(1));
      HostTensor a = HostTensor.of(dtype, Shape.matrix(n, 1), specials);
      HostTensor b = HostTensor.of(dtype, Shape.vector(n), specials);
      Reference x = OracleOperations.of(a);
      Reference y = OracleOperations.of(b);
      assertNotDifferent(ORACLE.add(x, y), i -> processor.add(a.get(i / n), b.get(i % n)));
      assertNotDifferent(ORACLE.subtract(x, y), i -> processor.add(a.get(i / n), -b.get(i % n)));
      assertNotDifferent(
          ORACLE.multiply(x, y), i -> processor.multiply(a.get(i / n), b.get(i % n)));
      assertNotDifferent(
          ORACLE.sigmoid(y), i -> processor.divide(1, processor.add(1, processor.exp(-b.get(i)))));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void nor_is_a_product_of_rows_and_columns_of_them_in_any_order(DType dtype) {
    double[] all = specials(dtype);
    double[] specials =
        IntStream.range(0, all.length).filter(i -> i % 2 == 0).mapToDouble(i -> all[i]).toArray();
    int n = specials.length;
    double[] pairs = new double[2 * n * n];
    for (int i = 0; i < n * n; i++) {
      pairs[2 * i] = specials[i / n];
      pairs[2 * i + 1] = specials[i % n];
    }
    HostTensor a = HostTensor.of(dtype, Shape.matrix(n * n, 2), pairs);
    Reference exact = ORACLE.matmul(OracleOperations.of(a), false, OracleOperations.of(a), true);
    for (boolean flush : new boolean[] {false, true}) {
      Rounding processor = Rounding.correct(dtype, flush, new SplittableRandom(1));
      IntToDoubleFunction first =
          i -> processor.multiply(a.get(i / (n * n), 0), a.get(i % (n * n), 0));
      IntToDoubleFunction second =
          i -> processor.multiply(a.get(i / (n * n), 1), a.get(i % (n * n), 1));
      assertNotDifferent(
          exact, i -> processor.add(first.applyAsDouble(i), second.applyAsDouble(i)));
      assertNotDifferent(
          exact,
          i -> processor.fma(a.get(i / (n * n), 1), a.get(i % (n * n), 1), first.applyAsDouble(i)));
    }
  }

  @Test
  void a_wrong_result_among_special_values_is_called_different() {
    Reference product = ORACLE.multiply(vector(INFINITY, 1), vector(0, 1));
    assertEquals(Verdict.DIFFER, Comparison.of(HostTensor.vector(0, 1), product).verdict());
    Reference sigmoid = ORACLE.sigmoid(vector(-800, 0));
    assertEquals(Verdict.DIFFER, Comparison.of(HostTensor.vector(1e-300, 0.5), sigmoid).verdict());
    assertEquals(Verdict.AGREE, Comparison.of(HostTensor.vector(0, 0.5), sigmoid).verdict());
  }

  @Test
  void large_operands_are_computed_in_double_double_with_the_same_outcome() {
    SplittableRandom random = new SplittableRandom(3);
    HostTensor a = FalseAlarmTest.normal(random, DType.FLOAT64, Shape.matrix(3, 7000), 1);
    Reference product = ORACLE.matmul(OracleOperations.of(a), false, OracleOperations.of(a), true);
    BigDecimal exact = BigDecimal.ZERO;
    for (int k = 0; k < 7000; k++) {
      exact = exact.add(new BigDecimal(a.get(0, k)).multiply(new BigDecimal(a.get(1, k))));
    }
    double off = product.exact(1).subtract(exact).abs().doubleValue();
    assertTrue(off > 0 && off < 1e-9 * product.bound(1), "off by " + off);
  }

  private static void assertNotDifferent(Reference exact, IntToDoubleFunction result) {
    double[] results = new double[exact.size()];
    Arrays.setAll(results, result);
    HostTensor tensor = HostTensor.of(exact.type().dtype(), exact.type().shape(), results);
    Comparison comparison = Comparison.of(tensor, exact);
    assertNotEquals(Verdict.DIFFER, comparison.verdict(), comparison::describe);
  }

  private static double[] specials(DType dtype) {
    double max = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    double least = dtype == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    double normal = dtype.minNormal();
    return new double[] {
      0.0,
      -0.0,
      1,
      -1,
      least,
      -3 * least,
      normal,
      -normal / 2,
      1.5 * normal,
      1e-30,
      88.5,
      -88.5,
      104,
      -104,
      710,
      -710,
      745,
      -745,
      max,
      -max,
      max / 2,
      INFINITY,
      -INFINITY,
      Double.NaN
    };
  }

  private static Reference vector(double... elements) {
    return OracleOperations.of(HostTensor.vector(elements));
  }

  private static void assertValues(Reference reference, double... values) {
    assertEquals(values.length, reference.size());
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i] + 0.0, reference.nearest(i) + 0.0, "element " + i);
    }
  }
}
