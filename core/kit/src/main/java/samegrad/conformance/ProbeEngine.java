package samegrad.conformance;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import samegrad.autograd.Op;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;

/**
 * Watches the arrays that an engine hands out: each result must be a new one, and each is freed
 * once.
 */
final class ProbeEngine<A> extends DelegatingEngine<A> {
  private final Set<A> live =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  ProbeEngine(Engine<A> engine) {
    super(engine);
  }

  int liveArrays() {
    return live.size();
  }

  @Override
  protected A perform(Op op, List<A> in) {
    return result(super.perform(op, in));
  }

  private A result(A array) {
    if (!live.add(array)) {
      throw new IllegalStateException("a result is not a new array but one that is in use");
    }
    return array;
  }

  @Override
  public A upload(HostTensor tensor) {
    return result(super.upload(tensor));
  }

  @Override
  public void free(A array) {
    if (!live.remove(array)) {
      throw new IllegalStateException("an array was freed that is not in use");
    }
    super.free(array);
  }

  @Override
  public GradientProgram<A> differentiate(Tape tape) {
    GradientProgram<A> program = super.differentiate(tape);
    return new GradientProgram<>() {
      @Override
      public List<A> evaluate(List<A> parameters) {
        List<A> results = program.evaluate(parameters);
        results.forEach(ProbeEngine.this::result);
        return results;
      }

      @Override
      public List<A> evaluate(List<A> parameters, List<A> earlierResults) {
        List<A> earlier = List.copyOf(earlierResults);
        List<A> results = program.evaluate(parameters, earlierResults);
        for (A result : results) {
          if (earlier.stream().noneMatch(array -> array == result)) {
            ProbeEngine.this.result(result);
          }
        }
        return results;
      }

      @Override
      public void close() {
        program.close();
      }
    };
  }
}
