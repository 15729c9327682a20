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
   * @param by the parameters to differentiate by; all if none is named
   * @return a tape whose first output is the value, of shape (); the auxiliary outputs follow
   * @throws IllegalArgumentException if the function does not fit the types or is no scalar, or if
   *     there is no parameter to differentiate by of such a name
   */
  default Tape record(Parameters.Signature signature, String... by) {
    List<String> wanted = by.length == 0 ? signature.names() : List.of(by);
    Recorder recorder = new Recorder();
    Map<String, Variable> parameters = new LinkedHashMap<>();
    for (int i = 0; i < signature.names().size(); i++) {
      String name = signature.names().get(i);
      parameters.put(
          name, recorder.parameter(name, signature.types().get(i), wanted.contains(name)));
    }
    Variables variables = new Variables(recorder, parameters);
    wanted.forEach(variables::get);
    List<Variable> outputs = new ArrayList<>(List.of(apply(variables)));
    outputs.addAll(variables.auxiliary());
    Tape tape = recorder.tape(outputs);
    tape.scalarType();
    return tape;
  }
}
