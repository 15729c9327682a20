package samegrad;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * A place to compute: the {@link Operations} on tensors, and gradients of functions of them.
 *
 * <p>{@link Backends#open} finds one. Behind it stands an {@link Engine}, which a library's adapter
 * implements; this class checks shapes and dtypes, moves operands, and owns the memory.
 *
 * <p>An operation throws {@link IllegalArgumentException} naming both shapes if operands do not fit
 * ({@link TypeRules}), and {@link IllegalStateException} if an operand or the backend is closed.
 * Several threads may use a backend at once.
 */
public final class Backend implements Operations<Tensor>, AutoCloseable {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final Engine<Object> engine;
  private final Autograd autograd;
  private final Scopes scopes;
  private final Set<ValueAndGradients> prepared = ConcurrentHashMap.newKeySet();
  private final Set<Holder> live = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean open = new AtomicBoolean(true);

  /**
   * A backend on an engine, which it closes at its end.
   *
   * @param engine what computes
   * @param autograd what {@link #valueAndGradients(ScalarFunction, String...)} uses
   */
  public Backend(Engine<?> engine, Autograd autograd) {
    this.engine = ownArrays(engine);
    this.autograd = autograd;
    this.scopes = new Scopes(engine.nativeArrays().isPresent());
  }

  /** Sound because an engine is handed no arrays but its own: {@link #array} sees to it. */
  @SuppressWarnings("unchecked")
  private static Engine<Object> ownArrays(Engine<?> engine) {
    return (Engine<Object>) engine;
  }

  /** What computes here. */
  public EngineInfo info() {
    return engine.info();
  }

  /** Which autograd {@link #valueAndGradients(ScalarFunction, String...)} uses. */
  public Autograd autograd() {
    return autograd;
  }

  /** How many native arrays the engine holds: {@link Engine#nativeArrays}. */
  public OptionalLong nativeArrays() {
    requireOpen();
    return engine.nativeArrays();
  }

  /** Opens a scope on this thread: what the thread makes until it closes is freed then. */
  public Scope scope() {
    requireOpen();
    return scopes.enter();
  }

  /** The tensor in this backend's memory; itself if it is there. */
  public Tensor place(Tensor tensor) {
    requireOpen();
    if (tensor instanceof HostTensor host) {
      return adopt(engine.upload(host), host.type());
    }
    array((BackendTensor) tensor);
    return tensor;
  }

  /** The parameters in this backend's memory. */
  public Parameters place(Parameters parameters) {
    Parameters placed = parameters;
    for (var entry : parameters.asMap().entrySet()) {
      placed = placed.with(entry.getKey(), place(entry.getValue()));
    }
    return placed;
  }

  /** The matrix product a·b of shapes (m, k) and (k, n). */
  public Tensor matmul(Tensor a, Tensor b) {
    return matmul(a, false, b, false);
  }

  @Override
  public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return apply(
        TYPES.matmul(a.type(), transposeA, b.type(), transposeB),
        a,
        b,
        (x, y) -> engine.matmul(x, transposeA, y, transposeB));
  }

  @Override
  public Tensor transpose(Tensor a) {
    return apply(TYPES.transpose(a.type()), a, engine::transpose);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return apply(TYPES.add(a.type(), b.type()), a, b, engine::add);
  }

  @Override
  public Tensor subtract(Tensor a, Tensor b) {
    return apply(TYPES.subtract(a.type(), b.type()), a, b, engine::subtract);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return apply(TYPES.multiply(a.type(), b.type()), a, b, engine::multiply);
  }

  @Override
  public Tensor scale(Tensor a, double factor) {
    return apply(TYPES.scale(a.type(), factor), a, x -> engine.scale(x, factor));
  }

  @Override
  public Tensor map(UnaryFunction function, Tensor a) {
    return apply(TYPES.map(function, a.type()), a, x -> engine.map(function, x));
  }

  @Override
  public Tensor logSoftmax(Tensor a) {
    return apply(TYPES.logSoftmax(a.type()), a, engine::logSoftmax);
  }

  /** The sum of all elements, of shape (). */
  public Tensor sum(Tensor a) {
    return sum(a, Shape.scalar());
  }

  @Override
  public Tensor sum(Tensor a, Shape target) {
    return apply(TYPES.sum(a.type(), target), a, x -> engine.sum(x, target));
  }

  @Override
  public Tensor broadcast(Tensor a, Shape target) {
    return apply(TYPES.broadcast(a.type(), target), a, x -> engine.broadcast(x, target));
  }

  /**
   * Prepares a scalar function for evaluating it and its gradients, with this backend's {@link
   * #autograd}. As in JAX, differentiation makes a function of a function.
   *
   * @param by the parameters to differentiate by; all if none is named
   */
  public ValueAndGradients valueAndGradients(ScalarFunction function, String... by) {
    return valueAndGradients(function, autograd, by);
  }

  /**
   * Prepares a scalar function for evaluating it and its gradients.
   *
   * @param by the parameters to differentiate by, so that nothing is computed for others, such as
   *     the samples of a loss; all if none is named
   */
  public ValueAndGradients valueAndGradients(
      ScalarFunction function, Autograd autograd, String... by) {
    requireOpen();
    ValueAndGradients made = new ValueAndGradients(this, function, autograd, by);
    prepared.add(made);
    return made;
  }

  GradientProgram<Object> program(Tape tape, Autograd autograd) {
    requireOpen();
    return autograd == Autograd.NATIVE
        ? engine.differentiate(tape)
        : TapeProgram.differentiate(engine, tape);
  }

  void forget(ValueAndGradients closed) {
    prepared.remove(closed);
  }

  /** Runs a program on tensors and takes what it returns. */
  List<Tensor> run(ValueAndGradients.Prepared prepared, List<Tensor> parameters) {
    List<Object> arrays = new ArrayList<>(parameters.size());
    try {
      arguments(parameters, arrays);
      List<Object> results = prepared.program().evaluate(arrays);
      List<Tensor> tensors = new ArrayList<>(results.size());
      for (int i = 0; i < results.size(); i++) {
        tensors.add(adopt(results.get(i), prepared.types().get(i)));
      }
      return tensors;
    } finally {
      release(parameters, arrays);
    }
  }

  /** Puts the tensors' arrays into the list, uploading those on the host. */
  void arguments(List<Tensor> tensors, List<Object> arrays) {
    requireOpen();
    arrays.clear();
    for (int i = 0; i < tensors.size(); i++) {
      arrays.add(argument(tensors.get(i)));
    }
  }

  /** Ends the use of the arrays that {@link #arguments} put there. */
  void release(List<Tensor> tensors, List<Object> arrays) {
    for (int i = 0; i < arrays.size(); i++) {
      release(tensors.get(i), arrays.get(i));
    }
    arrays.clear();
  }

  private Object argument(Tensor tensor) {
    return tensor instanceof HostTensor host ? engine.upload(host) : array((BackendTensor) tensor);
  }

  /** Frees an argument that was uploaded, and keeps its tensor reachable until here. */
  private void release(Tensor tensor, Object array) {
    if (tensor instanceof HostTensor) {
      engine.free(array);
    }
    Reference.reachabilityFence(tensor);
  }

  /** A tensor that no scope frees. */
  BackendTensor unscoped(Object array, TensorType type) {
    return new BackendTensor(this, type, new Holder(engine, array, live));
  }

  HostTensor download(BackendTensor tensor) {
    requireOpen();
    try {
      return engine.download(tensor.array(), tensor.type());
    } finally {
      Reference.reachabilityFence(tensor);
    }
  }

  private Tensor apply(TensorType type, Tensor a, UnaryOperator<Object> operation) {
    return apply(type, a, a, (x, same) -> operation.apply(x));
  }

  /**
   * Until the operation is done its operands are not freed, even if nobody else refers to a tensor
   * any more; then those that had to be uploaded for it are. The same tensor is uploaded once.
   */
  private Tensor apply(TensorType type, Tensor a, Tensor b, BinaryOperator<Object> operation) {
    requireOpen();
    Object first = argument(a);
    try {
      Object second = a == b ? first : argument(b);
      try {
        return adopt(operation.apply(first, second), type);
      } finally {
        if (a != b) {
          release(b, second);
        }
      }
    } finally {
      release(a, first);
    }
  }

  private BackendTensor adopt(Object array, TensorType type) {
    return scopes.adopt(unscoped(array, type));
  }

  private Object array(BackendTensor tensor) {
    if (tensor.backend() != this) {
      throw new IllegalArgumentException(
          "the tensor %s is of another backend than this %s: bring it by toHost()"
              .formatted(tensor, info().name()));
    }
    return tensor.array();
  }

  private void requireOpen() {
    if (!open.get()) {
      throw new IllegalStateException("the backend " + engine.info().name() + " is closed");
    }
  }

  /**
   * Frees every tensor and prepared function of this backend and stops it; a second time nothing.
   * No operation may be under way on another thread.
   */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      try {
        prepared.forEach(ValueAndGradients::close);
        live.forEach(Holder::free);
      } finally {
        engine.close();
      }
    }
  }
}
