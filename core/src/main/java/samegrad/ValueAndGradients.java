package samegrad;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Tape;
import samegrad.spi.GradientProgram;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;

/**
 * A scalar function prepared for evaluating its value and its gradients again and again.
 *
 * <p>The function is recorded at the first evaluation for each set of parameter types; from then on
 * only numbers move. Several threads may evaluate at once. Closing it, or its backend, frees what
 * was prepared.
 */
public final class ValueAndGradients implements AutoCloseable {
  private final Backend backend;
  private final ScalarFunction function;
  private final Autograd autograd;
  private final String[] by;
  private final Map<Parameters.Signature, Prepared> programs = new ConcurrentHashMap<>();
  private final Set<Evaluator> evaluators = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean open = true;

  /**
   * A program, the names of the parameters that it differentiates by, and the types of its results:
   * the value, a gradient for each of them, and the auxiliary outputs.
   */
  record Prepared(List<String> by, List<TensorType> types, GradientProgram<Object> program) {
    Evaluation evaluation(List<? extends Tensor> results) {
      Map<String, Tensor> gradients = new LinkedHashMap<>();
      int next = 1;
      for (String name : by) {
        gradients.put(name, results.get(next++));
      }
      return new Evaluation(
          results.get(0),
          Parameters.of(gradients),
          List.copyOf(results.subList(next, results.size())));
    }
  }

  ValueAndGradients(Backend backend, ScalarFunction function, Autograd autograd, String... by) {
    this.backend = backend;
    this.function = function;
    this.autograd = autograd;
    this.by = by.clone();
  }

  /**
   * The value and gradients at those parameters, as new tensors of the backend.
   *
   * @throws IllegalArgumentException if the function does not fit the parameters or is no scalar,
   *     or if a parameter to differentiate by is not among them
   * @throws IllegalStateException if this, its backend or a parameter is closed
   */
  public Evaluation evaluate(Parameters parameters) {
    enter();
    try {
      Prepared prepared = prepared(parameters.signature());
      return prepared.evaluation(backend.run(prepared, parameters.tensors()));
    } finally {
      exit();
    }
  }

  /**
   * An evaluator, which evaluates into the same tensors again and again: for a loop that should not
   * allocate.
   */
  public Evaluator evaluator() {
    Evaluator evaluator = new Evaluator(backend, this);
    evaluators.add(evaluator);
    return evaluator;
  }

  void forget(Evaluator closed) {
    evaluators.remove(closed);
  }

  /**
   * Begins an evaluation, which {@link #close} waits for.
   *
   * @throws IllegalStateException if this is closed
   */
  void enter() {
    hold();
    if (!open) {
      exit();
      throw new IllegalStateException("this prepared function is closed");
    }
  }

  /** Has {@link #close} wait, if this is not closed yet. */
  void hold() {
    lock.readLock().lock();
  }

  /** Ends an evaluation. */
  void exit() {
    lock.readLock().unlock();
  }

  Prepared prepared(Parameters.Signature signature) {
    Prepared prepared = programs.get(signature);
    return prepared == null ? programs.computeIfAbsent(signature, this::prepare) : prepared;
  }

  private Prepared prepare(Parameters.Signature signature) {
    Tape tape = function.record(signature, by);
    List<TensorType> types =
        new ArrayList<>(
            tape.outputs().stream().map(output -> tape.entries().get(output).type()).toList());
    List<String> names = new ArrayList<>();
    for (int place : tape.differentiated()) {
      Tape.Parameter parameter = (Tape.Parameter) tape.entries().get(place);
      names.add(parameter.name());
      types.add(names.size(), parameter.type());
    }
    return new Prepared(names, List.copyOf(types), backend.program(tape, autograd));
  }

  /** Waits for evaluations under way, then frees what was prepared; a second time nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (open) {
        open = false;
        backend.forget(this);
        evaluators.forEach(Evaluator::close);
        programs.values().forEach(prepared -> prepared.program().close());
        programs.clear();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
