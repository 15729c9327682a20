package samegrad.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;

/** The parameters of a function that is being recorded. */
public final class Variables {
  private final Recorder recorder;
  private final Map<String, Variable> parameters;
  private final List<Variable> auxiliary = new ArrayList<>();

  Variables(Recorder recorder, Map<String, Variable> parameters) {
    this.recorder = recorder;
    this.parameters = parameters;
  }

  /**
   * The parameter of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Variable get(String name) {
    Variable variable = parameters.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "no parameter " + name + ": there are " + String.join(", ", parameters.keySet()));
    }
    return variable;
  }

  /** A constant of the function. */
  public Variable constant(HostTensor value) {
    return recorder.constant(value);
  }

  /**
   * Has each evaluation return this value too, which is not differentiated: an auxiliary output, as
   * JAX calls it.
   */
  public void auxiliary(Variable value) {
    auxiliary.add(value);
  }

  List<Variable> auxiliary() {
    return auxiliary;
  }

  /** The operations as an object, for code that is written for any {@link Operations}. */
  public Operations<Variable> operations() {
    return recorder;
  }
}
