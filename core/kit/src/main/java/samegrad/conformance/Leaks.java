package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import samegrad.Backend;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.Shape;

/**
 * Sees whether something that is done again and again leaves arrays behind: native ones, if the
 * backend counts them, and bytes of Java's heap, where a backend that does not count them has its
 * arrays.
 */
final class Leaks {
  /** What one array of each step adds up to. */
  private static final int BYTES = 8 << 20;

  private static final int WARM_UP = 5;
  private static final int ATTEMPTS = 20;

  private Leaks() {}

  /** A function to evaluate again and again. */
  private record Loop(String name, ScalarFunction function, Parameters parameters) {}

  /**
   * A network's loss, and every operation on columns so large that one that each of so many steps
   * leaves behind is seen on Java's heap.
   */
  private static List<Loop> loops(DType dtype, int steps) {
    Homework homework = Homework.builtIn().to(dtype);
    int elementBytes = dtype == DType.FLOAT32 ? Float.BYTES : Double.BYTES;
    Shape column = Shape.matrix(BYTES / elementBytes / steps, 1);
    Parameters columns =
        Parameters.of("a", Contract.numbers(dtype, column, "a"))
            .with("b", Contract.numbers(dtype, column, "b"));
    ScalarFunction everyOperation =
        p ->
            p.get("a")
                .matmul(p.get("b").transpose().matmul(p.get("b")))
                .add(p.get("b"))
                .sigmoid()
                .multiply(p.get("a"))
                .subtract(p.get("b").broadcast(column).scale(3))
                .transpose()
                .sum();
    return List.of(
        new Loop("a network's loss", homework.loss(), homework.parameters()),
        new Loop("every operation", everyOperation, columns));
  }

  /**
   * Fails if evaluating functions again and again leaves arrays behind, with either autograd.
   *
   * @param step how they are evaluated
   */
  static void requireNone(
      BackendContract contract,
      DType dtype,
      Function<ValueAndGradients, ToDoubleFunction<Parameters>> step) {
    Backend backend = contract.backend();
    int steps = contract.repetitions();
    for (Loop loop : loops(dtype, steps)) {
      for (Autograd autograd : Autograd.values()) {
        try (ValueAndGradients gradient = backend.valueAndGradients(loop.function(), autograd)) {
          ToDoubleFunction<Parameters> value = step.apply(gradient);
          requireNone(
              loop.name() + ", " + autograd,
              backend,
              steps,
              () -> assertTrue(Double.isFinite(value.applyAsDouble(loop.parameters()))));
        }
      }
    }
  }

  private static void requireNone(String what, Backend backend, int steps, Runnable step) {
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    OptionalLong arrays = settled(backend);
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

  /** The native arrays once those that nobody refers to any more are freed. */
  private static OptionalLong settled(Backend backend) {
    OptionalLong before = OptionalLong.empty();
    OptionalLong now = backend.nativeArrays();
    for (int i = 0; i < ATTEMPTS && !now.equals(before); i++) {
      System.gc();
      pause();
      before = now;
      now = backend.nativeArrays();
    }
    return now;
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
