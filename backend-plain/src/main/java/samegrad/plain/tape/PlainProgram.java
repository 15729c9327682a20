package samegrad.plain.tape;

import java.util.ArrayList;
import java.util.List;
import samegrad.autograd.Gradients;
import samegrad.autograd.Tape;
import samegrad.plain.array.ArrayOperations;
import samegrad.plain.array.PlainArray;
import samegrad.plain.threads.FreeList;
import samegrad.spi.GradientProgram;
import samegrad.tensor.Shape;

/**
 * Evaluates a value and its gradients by a {@link Plan}: the tape's own operations, the same to the
 * bit, without an array for each of them.
 *
 * @param <T> {@code float[]} or {@code double[]}
 */
public final class PlainProgram<T> implements GradientProgram<PlainArray<?>> {
  private final Plan<T> plan;
  private final FreeList<Workspace<T>> workspaces;

  private PlainProgram(Plan<T> plan) {
    this.plan = plan;
    this.workspaces = new FreeList<>(() -> new Workspace<>(plan));
  }

  /**
   * A program for a tape with one output, a scalar.
   *
   * @param operations of the dtype of all its entries
   */
  public static <T> PlainProgram<T> differentiate(ArrayOperations<T> operations, Tape scalar) {
    return new PlainProgram<>(new PlanBuilder<>(operations, Gradients.of(scalar)).build());
  }

  @Override
  public List<PlainArray<?>> evaluate(List<PlainArray<?>> parameters) {
    List<PlainArray<?>> results = new ArrayList<>(plan.results().size());
    for (Shape shape : plan.results()) {
      T elements = plan.operations().result(shape.size());
      results.add(new PlainArray<>(plan.operations(), shape, elements, true));
    }
    return evaluate(parameters, results);
  }

  @Override
  public List<PlainArray<?>> evaluate(
      List<PlainArray<?>> parameters, List<PlainArray<?>> earlierResults) {
    Workspace<T> workspace = workspaces.acquire();
    try {
      workspace.run(parameters, earlierResults);
    } finally {
      workspaces.release(workspace);
    }
    return earlierResults;
  }

  @Override
  public void close() {
    // The garbage collector frees what was prepared.
  }
}
