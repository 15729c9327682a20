package samegrad.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against counts by hand, and a table of Student's t. */
final class StatisticsTest {
  private static List<Double> numbers(String text) {
    return java.util.Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1 2 3 4 5, 6 7 8 9 10, 0.007936507936507936", // 2 of 252 ways
    "1 2 3, 4 5 6, 0.1", // 2 of 20 ways
    "1 4 5, 2 3 6, 1",
    "6 7 8, 1 2 9, 0.7", // 14 of 20
    "1 1 2, 2 3 3, 0.2", // ties: 4 of 20
    "5 5, 5 5, 1"
  })
  void mann_whitney_is_exact(String a, String b, double p) {
    assertEquals(p, Statistics.mannWhitney(numbers(a), numbers(b)), 1e-12);
    assertEquals(p, Statistics.mannWhitney(numbers(b), numbers(a)), 1e-12);
  }

  @Test
  void an_interval_is_students() {
    assertEquals(1.963_243, Statistics.error(numbers("1 2 3 4 5")), 1e-6); // t.test(1:5)
    assertEquals(Double.NaN, Statistics.error(numbers("1")));
  }

  @Test
  void of_many_tests_only_so_many_count_as_the_false_ones_stay_rare() {
    assertEquals(0.02, Statistics.threshold(numbers("0.9 0.01 0.02 0.5")));
    assertEquals(-1, Statistics.threshold(numbers("0.04 0.5 0.6 0.7")));
  }

  @Test
  void a_fork_far_from_the_others_is_an_outlier() {
    assertEquals(List.of(9.0), Statistics.outliers(numbers("1 1.1 0.9 1 1.05 9")));
  }
}
