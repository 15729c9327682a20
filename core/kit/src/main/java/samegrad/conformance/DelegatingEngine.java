package samegrad.conformance;

import java.util.OptionalLong;
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

  /** Passes on the result of an operation. */
  protected A result(A array) {
    return array;
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
    return result(engine.matmul(a, transposeA, b, transposeB));
  }

  @Override
  public A transpose(A a) {
    return result(engine.transpose(a));
  }

  @Override
  public A add(A a, A b) {
    return result(engine.add(a, b));
  }

  @Override
  public A subtract(A a, A b) {
    return result(engine.subtract(a, b));
  }

  @Override
  public A multiply(A a, A b) {
    return result(engine.multiply(a, b));
  }

  @Override
  public A scale(A a, double factor) {
    return result(engine.scale(a, factor));
  }

  @Override
  public A map(UnaryFunction function, A a) {
    return result(engine.map(function, a));
  }

  @Override
  public A logSoftmax(A a) {
    return result(engine.logSoftmax(a));
  }

  @Override
  public A sum(A a, Shape target) {
    return result(engine.sum(a, target));
  }

  @Override
  public A broadcast(A a, Shape target) {
    return result(engine.broadcast(a, target));
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
