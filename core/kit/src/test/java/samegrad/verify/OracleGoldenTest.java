package samegrad.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import samegrad.conformance.Golden;
import samegrad.network.TensorName;
import samegrad.tensor.HostTensor;

class OracleGoldenTest {
  /** Where the sigmoids behind are saturated: 1−a is all rounding error. */
  private static final Set<String> ABSTAINING = Set.of("saturated W1.grad", "saturated b1.grad");

  static List<Golden> golden() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void what_pytorch_computed_is_within_the_bounds_in_either_arithmetic(Golden golden) {
    Map<TensorName, HostTensor> expected = golden.expected();
    for (Arithmetic<?> arithmetic : arithmetics(golden.name())) {
      Oracle.Solution solution = Oracle.solve(golden.homework(), arithmetic);
      assertEquals(List.copyOf(expected.keySet()), List.copyOf(solution.tensors().keySet()));
      expected.forEach(
          (key, result) -> {
            Comparison comparison = Comparison.of(result, solution.tensor(key));
            Verdict verdict =
                ABSTAINING.contains(golden.name() + " " + key) ? Verdict.ABSTAIN : Verdict.AGREE;
            assertEquals(verdict, comparison.verdict(), () -> key + " " + comparison.describe());
          });
    }
  }

  /** BigDecimal takes seconds for the batches, which are left to double-double. */
  private static List<Arithmetic<?>> arithmetics(String name) {
    return name.startsWith("batch")
        ? List.of(DoubleDoubleArithmetic.INSTANCE)
        : List.of(BigArithmetic.INSTANCE, DoubleDoubleArithmetic.INSTANCE);
  }
}
