package samegrad.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import samegrad.Backend;
import samegrad.OracleEngine;
import samegrad.autograd.Autograd;
import samegrad.spi.Engine;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.UnaryFunction;

class AccuracyTest {
  private static List<Accuracy> measure(Engine<?> engine, DType dtype) {
    try (Backend backend = new Backend(engine, Autograd.NATIVE)) {
      return Accuracy.measure(backend, dtype);
    }
  }

  /** The sigmoid of everything is a little too large. */
  private static final class Inexact extends OracleEngine {
    @Override
    public HostTensor map(UnaryFunction function, HostTensor a) {
      HostTensor exact = super.map(function, a);
      HostTensor larger = scale(exact, 1 + 0x1p-40);
      free(exact);
      return larger;
    }
  }

  @Test
  void every_operation_and_both_autograds_are_measured() {
    List<Accuracy> measured = measure(new OracleEngine(), DType.FLOAT32);
    List<String> operations =
        new ArrayList<>(List.of("matmul", "add", "subtract", "multiply", "scale"));
    Stream.of(UnaryFunction.values()).map(UnaryFunction::toString).forEach(operations::add);
    operations.addAll(
        List.of("logSoftmax", "sum", "broadcast", "transpose", "gradient native", "gradient tape"));
    assertEquals(operations, measured.stream().map(Accuracy::operation).toList());
    for (Accuracy row : measured) {
      assertEquals(DType.FLOAT32, row.dtype());
      assertEquals(0, row.differing(), row.toString());
      assertTrue(row.maxRatio() <= 1, row.toString());
      boolean exact = List.of("relu", "step", "broadcast", "transpose").contains(row.operation());
      assertEquals(exact, row.maxUlps() == 0, row.toString());
    }
  }

  @Test
  void an_operation_that_is_off_is_seen_in_its_own_row_and_in_the_gradients() {
    List<Accuracy> right = measure(new OracleEngine(), DType.FLOAT64);
    List<Accuracy> wrong = measure(new Inexact(), DType.FLOAT64);
    List<String> off = new ArrayList<>();
    for (int i = 0; i < right.size(); i++) {
      if (wrong.get(i).differing() > 0) {
        off.add(wrong.get(i).operation());
        assertTrue(wrong.get(i).maxRatio() > 1, wrong.get(i).toString());
        assertNotEquals(right.get(i).bits(), wrong.get(i).bits());
      } else {
        assertEquals(right.get(i), wrong.get(i));
      }
    }
    assertTrue(off.containsAll(List.of("sigmoid", "gradient tape")), off.toString());
  }
}
