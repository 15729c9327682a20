package samegrad.spi;

import java.util.OptionalLong;
import samegrad.autograd.Tape;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.TensorType;

/**
 * What a backend implements: the operations over its own kind of array, the way in and out, and its
 * native autograd.
 *
 * <p>An engine checks nothing. {@link samegrad.Backend} stands before it, has checked every shape
 * and dtype with {@link samegrad.tensor.TypeRules}, and owns every array that an engine returns: it
 * calls {@link #free} exactly once for each.
 *
 * <ul>
 *   <li>Every result is a new array, fully written. It may share memory with an operand only if
 *       freeing either leaves the other whole.
 *   <li>Operands are never changed.
 *   <li>Methods may be called from several threads at once.
 *   <li>An operation that throws leaves the engine usable.
 * </ul>
 *
 * @param <A> the kind of array; it knows its own shape and dtype
 */
public interface Engine<A> extends Operations<A>, AutoCloseable {
  /** What this engine is and what it runs on. */
  EngineInfo info();

  /** An array of this engine with the tensor's numbers, type and shape, bit for bit. */
  A upload(HostTensor tensor);

  /**
   * The array's numbers, bit for bit.
   *
   * @param type the dtype and shape that core knows the array to have
   */
  HostTensor download(A array, TensorType type);

  /** Gives the array's memory back. Nobody uses the array afterwards. */
  void free(A array);

  /**
   * How many arrays this engine holds in memory outside Java's heap, those kept to be used again
   * among them; empty if there are none there or it does not count them. In a loop that frees what
   * it makes the number stays the same.
   */
  default OptionalLong nativeArrays() {
    return OptionalLong.empty();
  }

  /**
   * Prepares this engine's native autograd for a tape. What can be done once is done here; the
   * program is then run often.
   *
   * @param tape its first output is the scalar to differentiate by its {@link Tape#differentiated
   *     differentiated} parameters; any others are auxiliary
   */
  GradientProgram<A> differentiate(Tape tape);

  /** Frees what is the engine's own; arrays and programs have been freed before. */
  @Override
  void close();
}
