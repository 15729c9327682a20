package samegrad;

import samegrad.tensor.HostTensor;
import samegrad.tensor.ResidentTensor;
import samegrad.tensor.TensorType;

/** A tensor where a backend computed it. Its memory is given back when its {@link Scope} closes. */
final class BackendTensor implements ResidentTensor {
  private final Backend backend;
  private final TensorType type;
  private final Holder holder;

  BackendTensor(Backend backend, TensorType type, Holder holder) {
    this.backend = backend;
    this.type = type;
    this.holder = holder;
  }

  Backend backend() {
    return backend;
  }

  Holder holder() {
    return holder;
  }

  /** The engine's array. */
  Object array() {
    Object array = holder.array();
    if (array == null) {
      throw new IllegalStateException(
          "the tensor "
              + type
              + " is closed: the scope or backend it belonged to has ended; use Scope.keep or"
              + " toHost to have it outlive them");
    }
    return array;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public HostTensor toHost() {
    return backend.download(this);
  }

  /** The type and the backend. */
  @Override
  public String toString() {
    return type + " on " + backend.info().name();
  }
}
