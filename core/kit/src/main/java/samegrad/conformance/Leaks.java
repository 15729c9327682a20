package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import samegrad.Backend;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Sees whether something that is done again and again leaves arrays behind: native ones, if the
 * backend counts them, and bytes of Java's heap, where a backend that does not count them has its
 * arrays.
 */
final class Leaks {
  /** What one array of each step adds up to. */
  private static final int BYTES = 16 << 20;

  private static final int WARM_UP = 5;
  private static final int ATTEMPTS = 20;

  private Leaks() {}

  /** A function to evaluate again and again. */
  record Loop(String name, ScalarFunction function, Parameters parameters) {}

  /**
   * A network's loss, and every operation on matrices so large that of that many steps each leaves
   * a trace.
   */
  static List<Loop> loops(DType dtype, int steps) {
    Homework homework = Homework.builtIn().to(dtype);
    int elementBytes = dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES;
    int n = (int) Math.ceil(Math.sqrt((double) BYTES / elementBytes / steps));
    HostTensor row = Numbers.MODERATE.tensor(dtype, Shape.matrix(1, n), Sample.random("row"));
    HostTensor square = Numbers.MODERATE.tensor(dtype, Shape.matrix(n, n), Sample.random("square"));
    ScalarFunction everyOperation =
        p ->
            p.get("row")
                .transpose()
                .matmul(p.get("row"))
                .add(p.get("square"))
                .sigmoid()
                .multiply(p.get("square"))
                .subtract(p.get("row").broadcast(Shape.matrix(n, n)).scale(3))
                .transpose()
                .sum();
    return List.of(
        new Loop("a network's loss", homework.loss(), homework.parameters()),
        new Loop(
            "every operation", everyOperation, Parameters.of("row", row).with("square", square)));
  }

  /** Fails if steps leave arrays behind. */
  static void requireNone(String what, Backend backend, int steps, Runnable step) {
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    OptionalLong arrays = backend.nativeArrays();
    long heap = heap();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    assertEquals(arrays, backend.nativeArrays(), what + ": native arrays");
    long grown = heap() - heap;
    for (int i = 0; i < ATTEMPTS && grown > BYTES / 2; i++) {
      pause();
      grown = heap() - heap;
    }
    assertTrue(
        grown <= BYTES / 2,
        "%s: after %d steps there are %d bytes more on Java's heap".formatted(what, steps, grown));
  }

  /** The bytes in use after a garbage collection. */
  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Gives cleaners time. */
  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
