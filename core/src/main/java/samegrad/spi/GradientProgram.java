package samegrad.spi;

import java.util.List;

/**
 * A tape prepared for evaluating its value and gradients again and again.
 *
 * @param <A> the engine's kind of array
 */
public interface GradientProgram<A> extends AutoCloseable {
  /**
   * Runs the tape and its reverse.
   *
   * <p>May be called from several threads at once. The results are new arrays, which the caller
   * frees; a later call does not change them.
   *
   * @param parameters an array for each of the tape's parameters, in their order; left unchanged
   * @return the value, then the gradient with respect to each {@linkplain
   *     samegrad.autograd.Tape#differentiated differentiated} parameter, of the parameter's shape,
   *     then the tape's auxiliary outputs
   */
  List<A> evaluate(List<A> parameters);

  /**
   * As {@link #evaluate(List)}, with earlier results of this program whose memory may be used
   * again: so that a loop of evaluations need not allocate.
   *
   * @param earlierResults nobody reads them any more
   * @return the results; those of {@code earlierResults} that are not among them are still to be
   *     freed
   */
  default List<A> evaluate(List<A> parameters, List<A> earlierResults) {
    return evaluate(parameters);
  }

  /** Frees what was prepared. */
  @Override
  void close();
}
