package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.HostTensor;
import samegrad.network.Homework;

class GoldenTest {
  static List<String> names() {
    return Golden.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void what_pytorch_computed_is_within_the_bounds_in_either_arithmetic(String name) {
    Homework homework = Golden.homework(name);
    for (Arithmetic arithmetic : List.of(new BigArithmetic(), new DoubleDoubleArithmetic())) {
      long start = System.nanoTime();
      Oracle.Solution solution = Oracle.solve(homework, arithmetic);
      System.err.println(
          name + " " + arithmetic.name() + " " + (System.nanoTime() - start) / 1e6 + " ms");
      Map<String, HostTensor> expected = Golden.expected(name).tensors();
      assertEquals(expected.keySet(), solution.tensors().keySet());
      expected.forEach(
          (key, result) -> {
            Comparison comparison = Comparison.of(result, solution.tensor(key));
            System.err.println("  " + key + " " + comparison.describe());
            assertNotEquals(
                Verdict.DIFFER, comparison.verdict(), name + " " + key + comparison.describe());
          });
    }
  }
}
