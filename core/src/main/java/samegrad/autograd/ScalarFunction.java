package samegrad.autograd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scalar function of named parameters, such as a loss.
 *
 * <p>It is called once for each set of parameter types, to be recorded, and not at each evaluation:
 * it has no side effects and does not depend on anything that changes.
 */
@FunctionalInterface
public interface ScalarFunction {
  /** The function's value, of shape (), made of the parameters by {@link Variable}'s methods. */
  Variable apply(Variables parameters);

  /**
   * Records the function.
   *
   * @param signature the name and type of each parameter
   * @return a tape whose first output is the value, of shape (); the auxiliary outputs follow
   * @throws IllegalArgumentException if the function does not fit the types or is no scalar
   */
  default Tape record(Parameters.Signature signature) {
    Recorder recorder = new Recorder();
    Map<String, Variable> parameters = new LinkedHashMap<>();
    for (int i = 0; i < signature.names().size(); i++) {
      String name = signature.names().get(i);
      parameters.put(name, recorder.parameter(name, signature.types().get(i)));
    }
    Variables variables = new Variables(recorder, parameters);
    List<Variable> outputs = new ArrayList<>(List.of(apply(variables)));
    outputs.addAll(variables.auxiliary());
    Tape tape = recorder.tape(outputs);
    tape.scalarType();
    return tape;
  }
}
