package samegrad.plain.tape;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.plain.array.PlainArray;

/** The table of a {@link Plan} with buffers of its own, for one run at a time. */
final class Workspace<T> {
  private final Plan<T> plan;
  private final Plan.Step<T>[] steps;
  private final @Nullable Object[] arrays;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  Workspace(Plan<T> plan) {
    this.plan = plan;
    this.steps = plan.steps().toArray(new Plan.Step[0]);
    this.arrays = new Object[plan.firstBuffer() + plan.buffers().size()];
    for (int i = 0; i < plan.constants().size(); i++) {
      arrays[plan.firstConstant() + i] = plan.constants().get(i);
    }
    for (int i = 0; i < plan.buffers().size(); i++) {
      arrays[plan.firstBuffer() + i] = plan.operations().allocate(plan.buffers().get(i));
    }
  }

  /** The array at a place; whoever puts one in puts in a T. */
  @SuppressWarnings({"unchecked", "NullAway"})
  T at(int place) {
    return (T) arrays[place];
  }

  /** Runs the plan on the elements of the parameters, into those of the results. */
  void run(List<PlainArray<?>> parameters, List<PlainArray<?>> results) {
    for (int i = 0; i < parameters.size(); i++) {
      arrays[i] = parameters.get(i).elements();
    }
    for (int i = 0; i < results.size(); i++) {
      arrays[plan.firstResult() + i] = results.get(i).elements();
    }
    try {
      for (Plan.Step<T> step : steps) {
        step.run(this);
      }
    } finally {
      Arrays.fill(arrays, 0, plan.firstConstant(), null); // they are the caller's, to be collected
    }
  }
}
