package samegrad.conformance;

import java.util.List;
import java.util.OptionalLong;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/**
 * An engine in front of another one.
 *
 * @param <A> its kind of array
 */
public class DelegatingEngine<A> implements Engine<A> {
  private final Engine<A> engine;

  /** In front of that engine. */
  protected DelegatingEngine(Engine<A> engine) {
    this.engine = engine;
  }

  /** The engine behind. */
  protected final Engine<A> engine() {
    return engine;
  }

  /** Performs an operation: all come here. */
  protected A perform(Op op, List<A> in) {
    return op.apply(engine, in);
  }

  @Override
  public EngineInfo info() {
    return engine.info();
  }

  @Override
  public A upload(HostTensor tensor) {
    return engine.upload(tensor);
  }

  @Override
  public HostTensor download(A array, TensorType type) {
    return engine.download(array, type);
  }

  @Override
  public void free(A array) {
    engine.free(array);
  }

  @Override
  public OptionalLong nativeArrays() {
    return engine.nativeArrays();
  }

  @Override
  public A matmul(A a, boolean transposeA, A b, boolean transposeB) {
    return perform(new Op.Matmul(transposeA, transposeB), List.of(a, b));
  }

  @Override
  public A transpose(A a) {
    return perform(new Op.Transpose(), List.of(a));
  }

  @Override
  public A add(A a, A b) {
    return perform(new Op.Add(), List.of(a, b));
  }

  @Override
  public A subtract(A a, A b) {
    return perform(new Op.Subtract(), List.of(a, b));
  }

  @Override
  public A multiply(A a, A b) {
    return perform(new Op.Multiply(), List.of(a, b));
  }

  @Override
  public A scale(A a, double factor) {
    return perform(new Op.Scale(factor), List.of(a));
  }

  @Override
  public A map(UnaryFunction function, A a) {
    return perform(new Op.Map(function), List.of(a));
  }

  @Override
  public A logSoftmax(A a) {
    return perform(new Op.LogSoftmax(), List.of(a));
  }

  @Override
  public A sum(A a, Shape target) {
    return perform(new Op.Sum(target), List.of(a));
  }

  @Override
  public A broadcast(A a, Shape target) {
    return perform(new Op.Broadcast(target), List.of(a));
  }

  @Override
  public GradientProgram<A> differentiate(Tape tape) {
    return engine.differentiate(tape);
  }

  @Override
  public void close() {
    engine.close();
  }
}
