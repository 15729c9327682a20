package samegrad.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import samegrad.Backend;
import samegrad.Backends;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.network.Homework;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/** How long the arrays of each library live. */
@SuppressWarnings("try") // scopes are there to close
final class LifetimeIT {
  private static final HostTensor X = HostTensor.matrix(new double[][] {{1, -2}, {3, 4}});

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void scopes_nest_and_what_is_kept_outlives_the_inner_one(String name) {
    try (Backend backend = Backends.open(name);
        Scope outer = backend.scope()) {
      Tensor kept;
      Tensor freed;
      try (Scope inner = backend.scope()) {
        freed = backend.add(X, X);
        kept = inner.keep(backend.multiply(freed, X));
      }
      assertEquals(18, kept.toHost().get(1, 0));
      assertThrows(IllegalStateException.class, freed::toHost);
      assertThrows(IllegalStateException.class, () -> backend.add(freed, X));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
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
      OptionalLong before = backend.nativeArrays();
      for (int i = 0; i < 50; i++) {
        assertThrows(IllegalArgumentException.class, step::run);
      }
      assertEquals(before, backend.nativeArrays());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void after_close_everything_is_a_clear_error_but_closing_again(String name) {
    Backend backend = Backends.open(name);
    Tensor tensor = backend.place(X);
    ValueAndGradients gradient = backend.valueAndGradients(Homework.builtIn().loss());
    Scope scope = backend.scope();
    scope.close();
    scope.close();
    backend.close();
    backend.close();
    gradient.close();
    for (Runnable use :
        List.<Runnable>of(
            tensor::toHost,
            () -> backend.add(X, X),
            () -> backend.place(X),
            backend::scope,
            backend::nativeArrays,
            () -> gradient.evaluate(Homework.builtIn().parameters()))) {
      String message =
          String.valueOf(assertThrows(IllegalStateException.class, use::run).getMessage());
      assertTrue(message.contains("closed"), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "nd4j", "djl"})
  void two_threads_with_a_scope_each_do_not_disturb_each_other(String name) throws Exception {
    try (Backend backend = Backends.open(name)) {
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        CountDownLatch both = new CountDownLatch(2);
        List<Future<Integer>> done = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
          int factor = thread + 2;
          done.add(
              threads.submit(
                  () -> {
                    both.countDown();
                    both.await();
                    int wrong = 0;
                    for (int i = 0; i < 500; i++) {
                      try (Scope scope = backend.scope()) {
                        Tensor scaled = backend.scale(X, factor);
                        Tensor sum = backend.sum(backend.multiply(scaled, scaled));
                        wrong += sum.toHost().get(0) == 30.0 * factor * factor ? 0 : 1;
                      }
                    }
                    return wrong;
                  }));
        }
        for (Future<Integer> one : done) {
          assertEquals(0, one.get());
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }
}
