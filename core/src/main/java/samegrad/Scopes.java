package samegrad;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** The open scopes of one backend, a stack for each thread. */
@SuppressWarnings("ThreadLocalUsage") // one stack for each backend and thread, not for each thread
final class Scopes {
  private static final Cleaner CLEANER = Cleaner.create();

  private final ThreadLocal<@Nullable Scope> current = new ThreadLocal<>();

  Scope enter() {
    Scope scope = new Scope(this, current.get());
    current.set(scope);
    return scope;
  }

  void leave(Scope scope) {
    requireCurrentThread(scope);
    if (scope.outer() == null) {
      current.remove();
    } else {
      current.set(scope.outer());
    }
  }

  void requireCurrentThread(Scope scope) {
    if (current.get() != scope) {
      throw new IllegalStateException(
          "this scope is not the innermost open scope of this thread: scopes close in the reverse"
              + " of the order in which they were opened, on the thread that opened them");
    }
  }

  BackendTensor adopt(BackendTensor tensor) {
    return adopt(tensor, current.get());
  }

  BackendTensor adopt(BackendTensor tensor, @Nullable Scope scope) {
    if (scope != null) {
      scope.add(tensor);
    } else {
      CLEANER.register(tensor, tensor.holder()::free);
    }
    return tensor;
  }
}
