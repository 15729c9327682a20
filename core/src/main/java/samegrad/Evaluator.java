package samegrad;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.spi.GradientProgram;
import samegrad.tensor.Tensor;

/**
 * Evaluates a prepared function into the same tensors again and again: for a loop that should not
 * allocate.
 *
 * <p>An {@link Evaluation} that this returns holds until the next one; then its tensors have the
 * new numbers. It is for one thread at a time, and its tensors belong to it, not to a scope:
 * closing it frees them.
 */
public final class Evaluator implements AutoCloseable {
  private final Backend backend;
  private final ValueAndGradients function;
  private final List<Object> arguments = new ArrayList<>();
  private @Nullable Current current;
  private boolean open = true;

  /** Whether a thread is at work with this. Whoever finds it so is another one. */
  private final AtomicBoolean busy = new AtomicBoolean();

  /** The tensors that are evaluated into, and the program and signature they are of. */
  private record Current(
      Parameters.Signature signature,
      GradientProgram<Object> program,
      List<Object> arrays,
      List<BackendTensor> tensors,
      Evaluation evaluation) {}

  Evaluator(Backend backend, ValueAndGradients function) {
    this.backend = backend;
    this.function = function;
  }

  /**
   * The value and gradients at those parameters, in the tensors of the evaluation before. Allocates
   * nothing on a backend that can reuse memory if every parameter is {@linkplain Backend#place
   * placed} and their types are those of the call before.
   *
   * @throws IllegalArgumentException if the function does not fit the parameters, or a parameter is
   *     a result of this evaluator, which would be overwritten while it is read
   * @throws IllegalStateException if this, its function, its backend or a parameter is closed, or
   *     another thread is evaluating with this
   */
  public Evaluation evaluate(Parameters parameters) {
    function.enter();
    try {
      begin();
      try {
        return evaluated(parameters);
      } finally {
        end();
      }
    } finally {
      function.exit();
    }
  }

  private void begin() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "this evaluator is in use on another thread: it is for one thread at a time; give each"
              + " thread one of its own");
    }
  }

  private void end() {
    busy.setRelease(false);
  }

  private Evaluation evaluated(Parameters parameters) {
    if (!open) {
      throw new IllegalStateException("this evaluator is closed");
    }
    Current before = current;
    if (before != null) {
      refuseOwnResults(before, parameters);
      if (before.signature().equals(parameters.signature())) {
        again(before, parameters);
        return before.evaluation();
      }
    }
    return start(parameters);
  }

  private void again(Current before, Parameters parameters) {
    List<Object> results = run(before.program(), parameters, before.arrays());
    if (results != before.arrays()) {
      for (int i = 0; i < results.size(); i++) {
        before.tensors().get(i).holder().replace(results.get(i));
        before.arrays().set(i, results.get(i));
      }
    }
  }

  private List<Object> run(
      GradientProgram<Object> program, Parameters parameters, List<Object> earlierResults) {
    try {
      backend.arguments(parameters.tensors(), arguments);
      return earlierResults.isEmpty()
          ? program.evaluate(arguments)
          : program.evaluate(arguments, earlierResults);
    } finally {
      backend.release(parameters.tensors(), arguments);
    }
  }

  private Evaluation start(Parameters parameters) {
    ValueAndGradients.Prepared prepared = function.prepared(parameters.signature());
    release();
    List<Object> arrays = new ArrayList<>(run(prepared.program(), parameters, List.of()));
    List<BackendTensor> tensors = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      tensors.add(backend.unscoped(arrays.get(i), prepared.types().get(i)));
    }
    Evaluation evaluation = prepared.evaluation(tensors);
    current = new Current(parameters.signature(), prepared.program(), arrays, tensors, evaluation);
    return evaluation;
  }

  private static void refuseOwnResults(Current current, Parameters parameters) {
    for (int i = 0; i < parameters.tensors().size(); i++) {
      Tensor parameter = parameters.tensors().get(i);
      for (int j = 0; j < current.tensors().size(); j++) {
        if (parameter == current.tensors().get(j)) {
          throw new IllegalArgumentException(
              "the parameter %s is a result of this evaluator, which the evaluation overwrites: copy it with toHost() first"
                  .formatted(parameters.signature().names().get(i)));
        }
      }
    }
  }

  private void release() {
    Current before = current;
    if (before != null) {
      before.tensors().forEach(tensor -> tensor.holder().free());
      current = null;
    }
  }

  /**
   * Frees the tensors; a second time nothing.
   *
   * @throws IllegalStateException if another thread is evaluating with this
   */
  @Override
  public void close() {
    function.hold();
    try {
      begin();
      try {
        if (open) {
          open = false;
          function.forget(this);
          release();
        }
      } finally {
        end();
      }
    } finally {
      function.exit();
    }
  }
}
