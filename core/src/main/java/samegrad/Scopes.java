package samegrad;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open scopes of one backend, a stack for each thread, and the tensors outside any. */
@SuppressWarnings("ThreadLocalUsage") // one stack for each backend and thread, not for each thread
final class Scopes {
  private static final Cleaner CLEANER = Cleaner.create();

  private final ThreadLocal<@Nullable Scope> current = new ThreadLocal<>();
  private final Set<Holder> outside = ConcurrentHashMap.newKeySet();

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

  ResidentTensor adopt(ResidentTensor tensor) {
    return adopt(tensor, current.get());
  }

  ResidentTensor adopt(ResidentTensor tensor, @Nullable Scope scope) {
    if (scope != null) {
      scope.add(tensor);
    } else {
      Holder holder = tensor.holder();
      outside.add(holder);
      CLEANER.register(tensor, () -> free(holder));
    }
    return tensor;
  }

  private void free(Holder holder) {
    if (outside.remove(holder)) {
      holder.free();
    }
  }

  /** Frees the tensors outside any scope. Those inside are freed as their scopes close. */
  void close() {
    outside.forEach(this::free);
  }
}
