package samegrad;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.tensor.Tensor;

/**
 * A stretch of one thread's work: the tensors that the thread makes in it are freed at its end.
 *
 * <p>Scopes nest; each is for the thread that opened it, and scopes of several threads do not
 * touch. What is to outlive a scope is {@linkplain #keep kept} or taken {@linkplain Tensor#toHost
 * to the host}. Outside any scope a tensor is freed when it becomes unreachable, at the latest when
 * its backend closes.
 *
 * <pre>{@code
 * try (Scope scope = backend.scope()) {
 *   Tensor hidden = backend.sigmoid(backend.matmul(x, w));
 *   return scope.keep(backend.matmul(hidden, v)); // hidden is freed here
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {
  private final Scopes scopes;
  private final @Nullable Scope outer;
  private final List<BackendTensor> tensors = new ArrayList<>();
  private boolean open = true;

  Scope(Scopes scopes, @Nullable Scope outer) {
    this.scopes = scopes;
    this.outer = outer;
  }

  @Nullable Scope outer() {
    return outer;
  }

  void add(BackendTensor tensor) {
    tensors.add(tensor);
  }

  /**
   * Has a tensor of this scope belong to the scope around it, or to none if there is none around.
   *
   * @return the tensor
   * @throws IllegalStateException if this scope is closed, or another thread's
   * @throws IllegalArgumentException if the tensor was not made in this scope
   */
  public <T extends Tensor> T keep(T tensor) {
    scopes.requireCurrentThread(this);
    if (tensor instanceof BackendTensor resident) {
      if (!tensors.remove(resident)) {
        throw new IllegalArgumentException(
            "keep: the tensor " + tensor + " was not made in this scope");
      }
      scopes.adopt(resident, outer);
    }
    return tensor;
  }

  /**
   * Frees the tensors of this scope; a second time nothing.
   *
   * @throws IllegalStateException if a scope opened within this one is still open, or this is
   *     another thread's
   */
  @Override
  public void close() {
    if (!open) {
      return;
    }
    scopes.leave(this);
    open = false;
    tensors.forEach(tensor -> tensor.holder().free());
    tensors.clear();
  }
}
