package samegrad;

import org.jspecify.annotations.Nullable;

/** The open scopes of one backend, a stack for each thread. */
@SuppressWarnings("ThreadLocalUsage") // one stack for each backend and thread, not for each thread
final class Scopes {
  private final boolean outsideTheHeap;
  private final ThreadLocal<@Nullable Scope> current = new ThreadLocal<>();

  /**
   * None is open.
   *
   * @param outsideTheHeap whether arrays are in memory of which Java knows nothing
   */
  Scopes(boolean outsideTheHeap) {
    this.outsideTheHeap = outsideTheHeap;
  }

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
      Unscoped.freeWhenUnreachable(tensor, outsideTheHeap ? tensor.type().bytes() : 0);
    }
    return tensor;
  }
}
