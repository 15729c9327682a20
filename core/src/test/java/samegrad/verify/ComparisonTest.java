package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

class ComparisonTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void a_result_at_its_bound_agrees_and_one_element_off_by_two_bounds_differs() {
    Reference exact = reference(bounds(0.25, 0.25, 0.25), 1, 2, 3);
    assertVerdict(Verdict.AGREE, exact, 1.25, 1.75, 3);
    Comparison comparison = assertVerdict(Verdict.DIFFER, exact, 1, 2.5, 3);
    assertEquals(1, comparison.worstElement());
    assertEquals(2, comparison.maxRatio());
    assertEquals(0.5, comparison.maxAbsolute());
    assertEquals(0.25, comparison.maxRelative());
    assertEquals(0x1p50, comparison.maxUlps());
    assertTrue(comparison.describe().contains("element 1: got 2.5, expected 2.0"));
  }

  @Test
  void nan_agrees_only_with_an_exact_nan() {
    assertVerdict(Verdict.DIFFER, reference(bounds(0.5, 0.5), 1, 2), 1, Double.NaN);
    assertVerdict(Verdict.AGREE, reference(bounds(0), Double.NaN), Double.NaN);
    assertVerdict(Verdict.DIFFER, reference(bounds(0), Double.NaN), 0);
    assertVerdict(Verdict.DIFFER, reference(bounds(0), Double.NaN), INFINITY);
  }

  @Test
  void an_infinity_agrees_only_with_the_same_infinity() {
    assertVerdict(Verdict.AGREE, reference(bounds(0), INFINITY), INFINITY);
    assertVerdict(Verdict.DIFFER, reference(bounds(0), INFINITY), -INFINITY);
    assertVerdict(Verdict.DIFFER, reference(bounds(0), INFINITY), Double.MAX_VALUE);
    assertVerdict(Verdict.DIFFER, reference(bounds(0.5), 1), INFINITY);
  }

  @Test
  void a_result_of_another_shape_or_dtype_differs() {
    Reference exact = reference(bounds(1, 1), 10, 20);
    HostTensor float32 = HostTensor.of(DType.FLOAT32, Shape.vector(2), 10, 20);
    HostTensor matrix = HostTensor.of(DType.FLOAT64, Shape.matrix(1, 2), 10, 20);
    assertEquals(Verdict.DIFFER, Comparison.of(float32, exact).verdict());
    assertEquals(Verdict.DIFFER, Comparison.of(matrix, exact).verdict());
    assertEquals(
        Verdict.DIFFER, Comparison.between(HostTensor.vector(10, 20), matrix, exact).verdict());
    assertEquals(
        "DIFFER: got float64 (1, 2) where it should be float64 (2)",
        Comparison.of(matrix, exact).describe());
  }

  @Test
  void an_element_whose_bound_is_as_large_as_its_value_is_counted_and_takes_no_agreement_away() {
    Reference exact = reference(bounds(1e-6, 1e-6, 1e-6), 5, 1e-7, 7);
    Comparison comparison = assertVerdict(Verdict.AGREE, exact, 5, 0, 7);
    assertEquals(1, comparison.abstaining());
    assertTrue(comparison.describe().endsWith("1 of 3 elements abstain"));
    assertVerdict(Verdict.DIFFER, exact, 5, 2e-6, 7);
  }

  @Test
  void a_tensor_whose_bounds_are_as_large_as_its_values_abstains() {
    Reference exact = reference(bounds(2, 2), 1, 1.5);
    assertEquals(2, assertVerdict(Verdict.ABSTAIN, exact, 0, 0).abstaining());
    assertVerdict(Verdict.ABSTAIN, reference(bounds(1e308, 0.1), 0.5, 3), 0, 3);
    assertVerdict(Verdict.DIFFER, exact, 0, 9);
  }

  @Test
  void an_element_without_a_bound_makes_the_tensor_abstain_unless_another_differs() {
    Reference exact = reference(bounds(0.1, INFINITY), 5, Double.NaN);
    assertVerdict(Verdict.ABSTAIN, exact, 5, 12345);
    assertVerdict(Verdict.DIFFER, exact, 6, 12345);
  }

  @Test
  void an_exact_zero_agrees_with_zeros_of_either_sign_and_with_nothing_else() {
    Reference exact = reference(bounds(0, 0), 0, 0);
    assertVerdict(Verdict.AGREE, exact, 0.0, -0.0);
    assertVerdict(Verdict.DIFFER, exact, 0, Double.MIN_VALUE);
  }

  @Test
  void no_elements_agree() {
    assertVerdict(Verdict.AGREE, reference(bounds()));
  }

  @Test
  void two_results_may_differ_by_the_sum_of_their_bounds() {
    Reference exact = reference(bounds(0.25, 0), 1, Double.NaN);
    HostTensor low = HostTensor.vector(0.75, Double.NaN);
    HostTensor high = HostTensor.vector(1.25, Double.NaN);
    HostTensor tooHigh = HostTensor.vector(1.5, Double.NaN);
    assertEquals(Verdict.AGREE, Comparison.between(low, high, exact).verdict());
    assertEquals(Verdict.DIFFER, Comparison.between(low, tooHigh, exact).verdict());
    assertEquals(Verdict.DIFFER, Comparison.between(HostTensor.vector(1, 1), low, exact).verdict());
    HostTensor nan = HostTensor.vector(Double.NaN, Double.NaN);
    assertEquals(Verdict.DIFFER, Comparison.between(nan, nan, exact).verdict());
  }

  @Test
  void bits_are_the_same_only_if_they_are() {
    Reference exact = reference(bounds(0.25, 0.25), 1, 2);
    HostTensor a = HostTensor.vector(1, 2);
    assertTrue(Comparison.of(a, exact).sameBits());
    assertFalse(Comparison.of(HostTensor.vector(1, Math.nextUp(2.0)), exact).sameBits());
    assertTrue(Comparison.between(a, HostTensor.vector(1, 2), exact).sameBits());
    assertFalse(
        Comparison.between(HostTensor.vector(0.0, 2), HostTensor.vector(-0.0, 2), exact)
            .sameBits());
  }

  private static Comparison assertVerdict(Verdict verdict, Reference exact, double... result) {
    Comparison comparison = Comparison.of(HostTensor.vector(result), exact);
    assertEquals(verdict, comparison.verdict(), () -> Arrays.toString(result) + comparison);
    return comparison;
  }

  private static double[] bounds(double... bounds) {
    return bounds;
  }

  private static Reference reference(double[] bounds, double... exact) {
    return new Reference(HostTensor.vector(exact).type(), BigArithmetic.INSTANCE.of(exact), bounds);
  }
}
