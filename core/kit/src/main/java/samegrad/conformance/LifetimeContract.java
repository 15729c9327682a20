package samegrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicBoolean;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/** Memory: who owns it and when it is given back. */
@SuppressWarnings("try") // scopes are there to close, not to be used
abstract class LifetimeContract extends Contract {
  private static final HostTensor ONE = HostTensor.scalar(DType.FLOAT64, 1);

  @Check("scopes nest: an inner one frees its own tensors and leaves those around it")
  void scopesNest() {
    try (Scope outer = backend().scope()) {
      Tensor around = backend().place(ONE);
      Tensor inside;
      Tensor kept;
      try (Scope inner = backend().scope()) {
        inside = backend().add(around, ONE);
        kept = inner.keep(backend().add(inside, inside));
      }
      assertThrows(IllegalStateException.class, inside::toHost);
      assertEquals(4, kept.item());
      assertEquals(5, backend().add(kept, around).item());
    }
  }

  @Check("closing a scope, a prepared function or a backend twice does nothing more")
  void closingTwice() {
    Backend own = contract().open(Autograd.NATIVE);
    Scope scope = own.scope();
    Tensor tensor = own.place(ONE);
    ValueAndGradients gradient = own.valueAndGradients(Homework.builtIn().loss());
    gradient.evaluate(Homework.builtIn().parameters());
    gradient.close();
    gradient.close();
    scope.close();
    scope.close();
    own.close();
    own.close();
    assertThrows(IllegalStateException.class, () -> own.add(ONE, ONE));
    assertThrows(IllegalStateException.class, tensor::toHost);
    assertEquals(2, backend().add(ONE, ONE).item());
  }

  @Check("an operand that nobody refers to any more is there until it has been read")
  void unreachableOperands() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    Thread collector =
        new Thread(
            () -> {
              while (!done.get()) {
                System.gc();
              }
            });
    collector.start();
    try {
      HostTensor ones = HostTensor.matrix(new double[][] {{1, 1}, {1, 1}});
      for (int i = 0; i < 200; i++) {
        HostTensor product =
            backend().matmul(backend().place(ones), backend().place(ones)).toHost();
        assertEquals(2, product.get(3));
      }
    } finally {
      done.set(true);
      collector.join();
    }
  }

  @Check("a backend opened after another one closed works")
  void openAgain() {
    for (int i = 0; i < 3; i++) {
      try (Backend own = contract().open(Autograd.NATIVE)) {
        assertEquals(2, own.add(ONE, ONE).item());
      }
    }
  }

  @Check("every result is a new array, and each is freed exactly once")
  void freedOnce() {
    ProbeEngine<?> probe = new ProbeEngine<>(contract().createEngine());
    try (Backend own = new Backend(probe, Autograd.NATIVE)) {
      for (Autograd autograd : Autograd.values()) {
        Homework.builtIn().solve(own, autograd);
        try (Scope scope = own.scope()) {
          Tensor row = own.place(HostTensor.vector(1, 2, 3));
          own.sum(own.broadcast(row, Shape.vector(3)), Shape.vector(3));
          own.transpose(own.transpose(own.broadcast(row, Shape.matrix(1, 3))));
          own.scale(own.add(row, row), 1);
        }
      }
    }
    assertEquals(0, probe.liveArrays());
  }

  @Check("a loop of gradient steps in scopes holds no more memory at its end")
  void gradientSteps(DType dtype) {
    Leaks.requireNone(
        contract(),
        dtype,
        gradient ->
            parameters -> {
              try (Scope scope = backend().scope()) {
                return gradient.evaluate(parameters).value();
              }
            });
  }
}
