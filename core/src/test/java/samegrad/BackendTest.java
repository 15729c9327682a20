package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Tensor;

/** What core does with an engine: it owns the arrays. */
@SuppressWarnings("try") // scopes are there to close, not to be used
class BackendTest {
  private static final HostTensor ROW = HostTensor.vector(1, 2, 3);

  private final OracleEngine engine = new OracleEngine();
  private final Backend backend = new Backend(engine, Autograd.NATIVE);

  @AfterEach
  void close() {
    backend.close();
  }

  private static String closed(Runnable use) {
    return error(IllegalStateException.class, use);
  }

  private static String error(Class<? extends Exception> kind, Runnable use) {
    return String.valueOf(assertThrows(kind, use::run).getMessage());
  }

  @Test
  void an_operand_uploaded_for_an_operation_is_freed_after_it() {
    try (Scope scope = backend.scope()) {
      backend.add(ROW, ROW);
      assertEquals(1, engine.liveArrays());
      assertThrows(IllegalArgumentException.class, () -> backend.matmul(ROW, ROW));
      assertEquals(1, engine.liveArrays());
    }
    assertEquals(0, engine.liveArrays());
  }

  @Test
  void an_operand_uploaded_before_a_closed_one_is_freed() {
    Tensor gone;
    try (Scope scope = backend.scope()) {
      gone = backend.place(ROW);
    }
    assertTrue(closed(() -> backend.add(ROW, gone)).contains("is closed"));
    assertEquals(0, engine.liveArrays());
  }

  @Test
  void a_tensor_that_is_in_the_backend_is_placed_as_itself() {
    Tensor placed = backend.place(ROW);
    assertSame(placed, backend.place(placed));
    assertNotSame(placed, backend.place(ROW));
    Parameters parameters = backend.place(Parameters.of("w", ROW).with("v", placed));
    assertSame(placed, parameters.get("v"));
    assertEquals(ROW, parameters.get("w").toHost());
    assertEquals("float64 (3) on reference", placed.toString());
  }

  @Test
  void a_scope_frees_what_was_made_in_it_but_what_is_kept() {
    Tensor kept;
    try (Scope outer = backend.scope()) {
      try (Scope inner = backend.scope()) {
        backend.scale(ROW, 2);
        kept = inner.keep(backend.scale(ROW, 3));
        assertSame(ROW, inner.keep(ROW));
        assertEquals(2, engine.liveArrays());
      }
      assertEquals(1, engine.liveArrays());
      assertEquals(HostTensor.vector(3, 6, 9), kept.toHost());
      outer.keep(kept);
    }
    assertEquals(HostTensor.vector(3, 6, 9), kept.toHost());
    backend.close();
    assertTrue(closed(kept::toHost).equals("the backend reference is closed"));
  }

  @Test
  void keeping_a_tensor_of_another_scope_is_an_error() {
    try (Scope outer = backend.scope()) {
      Tensor around = backend.place(ROW);
      try (Scope inner = backend.scope()) {
        assertEquals(
            "keep: the tensor float64 (3) on reference was not made in this scope",
            error(IllegalArgumentException.class, () -> inner.keep(around)));
        assertTrue(closed(() -> outer.keep(around)).contains("innermost"));
      }
    }
  }

  @Test
  void scopes_close_in_reverse_order_and_on_their_own_thread() {
    Scope outer = backend.scope();
    Scope inner = backend.scope();
    assertTrue(closed(outer::close).contains("reverse"));
    CompletableFuture.runAsync(() -> closed(inner::close)).join();
    inner.close();
    inner.close();
    outer.close();
    outer.close();
    Scope again = backend.scope();
    again.close();
  }

  @Test
  void another_threads_tensors_are_not_of_this_threads_scope() {
    try (Scope mine = backend.scope()) {
      Tensor theirs = CompletableFuture.supplyAsync(() -> backend.place(ROW)).join();
      Tensor own = backend.place(ROW);
      mine.close();
      assertEquals(ROW, theirs.toHost());
      assertTrue(closed(own::toHost).contains("is closed"));
    }
  }

  @Test
  void a_closed_backend_frees_all_and_refuses_work() {
    backend.place(ROW);
    ValueAndGradients gradient = backend.valueAndGradients(p -> p.get("w").sum(), Autograd.TAPE);
    gradient.evaluate(Parameters.of("w", ROW));
    assertTrue(engine.liveArrays() > 0);
    backend.close();
    assertEquals(0, engine.liveArrays());
    String message = "the backend reference is closed";
    assertEquals(message, closed(() -> backend.add(ROW, ROW)));
    assertEquals(message, closed(() -> backend.place(ROW)));
    assertEquals(message, closed(backend::scope));
    assertEquals(message, closed(() -> backend.valueAndGradients(p -> p.get("w"))));
    assertEquals(
        "this prepared function is closed",
        closed(() -> gradient.evaluate(Parameters.of("w", ROW))));
    backend.close();
  }

  @Test
  void a_closed_function_gives_back_what_was_prepared() {
    ValueAndGradients gradient = backend.valueAndGradients(p -> p.get("w").sum(), Autograd.TAPE);
    try (Scope scope = backend.scope()) {
      gradient.evaluate(Parameters.of("w", ROW));
    }
    assertTrue(engine.liveArrays() > 0);
    gradient.close();
    assertEquals(0, engine.liveArrays());
    gradient.close();
  }

  @Test
  void gradients_come_under_the_names_of_their_parameters() {
    for (Autograd autograd : Autograd.values()) {
      var at =
          backend
              .valueAndGradients(p -> p.get("a").multiply(p.get("b")).sum(), autograd)
              .evaluate(Parameters.of("a", ROW).with("b", HostTensor.vector(5, 6, 7)));
      assertEquals(5 + 12 + 21, at.value());
      assertEquals(HostTensor.vector(5, 6, 7), at.gradient("a").toHost());
      assertEquals(ROW, at.gradient("b").toHost());
      assertEquals(
          "no parameter c: there are a, b",
          error(IllegalArgumentException.class, () -> at.gradient("c")));
    }
  }

  @Test
  void a_tensor_of_another_backend_is_refused() {
    try (Backend other = new Backend(new OracleEngine(), Autograd.TAPE)) {
      Tensor theirs = other.place(ROW);
      assertEquals(
          "the tensor float64 (3) on reference is of another backend than this reference: bring"
              + " it by toHost()",
          error(IllegalArgumentException.class, () -> backend.add(ROW, theirs)));
      assertThrows(IllegalArgumentException.class, () -> backend.place(theirs));
      assertEquals(0, engine.liveArrays());
    }
  }
}
