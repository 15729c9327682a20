package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.network.Homework;
import samegrad.tensor.Tensor;

/** Arrays of the native libraries where a step of training fails half-way. */
@SuppressWarnings("try") // scopes are there to close
final class LifetimeIT {
  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "djl"})
  void a_scope_that_throws_gives_everything_back(String name) {
    try (Backend backend = Backends.open(name)) {
      ValueAndGradients gradient = backend.valueAndGradients(Homework.builtIn().loss());
      Runnable step =
          () -> {
            try (Scope scope = backend.scope()) {
              Tensor w1 = gradient.evaluate(Homework.builtIn().parameters()).gradient("W1");
              backend.matmul(w1, backend.sum(w1));
            }
          };
      assertThrows(IllegalArgumentException.class, step::run);
      long before = backend.nativeArrays().orElseThrow();
      for (int i = 0; i < 50; i++) {
        assertThrows(IllegalArgumentException.class, step::run);
      }
      assertEquals(before, backend.nativeArrays().orElseThrow());
    }
  }
}
