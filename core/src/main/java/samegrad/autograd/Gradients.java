package samegrad.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import samegrad.tensor.HostTensor;

/**
 * Reverse-mode differentiation: from the tape of a scalar, the tape of the scalar and its
 * gradients.
 *
 * <p>The tape is read from its end to its start. Each entry passes the gradient that has reached it
 * on to its inputs by its {@link Op#gradients rule}; what reaches one entry on several ways is
 * added up, in the order of arrival (Griewank and Walther, <em>Evaluating Derivatives</em>, 2nd
 * ed., ch. 3).
 */
public final class Gradients {
  private Gradients() {}

  /**
   * The tape whose outputs are the scalar, then its gradient with respect to each parameter.
   *
   * @param tape with one output, of shape ()
   * @throws IllegalArgumentException if it is of another shape
   */
  public static Tape of(Tape tape) {
    Recorder recorder = new Recorder();
    List<Variable> variables = replay(tape, recorder);
    int scalar = tape.outputs().get(0);
    Variable value = variables.get(scalar);

    List<@Nullable Variable> gradients = new ArrayList<>();
    tape.entries().forEach(entry -> gradients.add(null));
    gradients.set(scalar, recorder.constant(HostTensor.scalar(tape.scalarType().dtype(), 1)));
    for (int i = tape.entries().size() - 1; i >= 0; i--) {
      Variable g = gradients.get(i);
      if (g == null) {
        continue;
      }
      Tape.Entry entry = tape.entries().get(i);
      List<Variable> inputs = entry.inputs().stream().map(variables::get).toList();
      List<Variable> contributions = entry.op().gradients(inputs, variables.get(i), g);
      for (int j = 0; j < contributions.size(); j++) {
        int input = entry.inputs().get(j);
        Variable before = gradients.get(input);
        Variable contribution = contributions.get(j);
        gradients.set(input, before == null ? contribution : before.add(contribution));
      }
    }

    List<Variable> outputs = new ArrayList<>();
    outputs.add(value);
    for (int place : tape.parameters()) {
      Variable g = gradients.get(place);
      outputs.add(g == null ? zeros(variables.get(place)) : g);
    }
    return recorder.tape(outputs);
  }

  private static List<Variable> replay(Tape tape, Recorder recorder) {
    List<Variable> variables = new ArrayList<>();
    for (Tape.Entry entry : tape.entries()) {
      Op op = entry.op();
      variables.add(
          op instanceof Op.Parameter parameter
              ? recorder.parameter(parameter.name(), entry.type())
              : op instanceof Op.Constant constant
                  ? recorder.constant(constant.value())
                  : recorder.record(op, entry.inputs().stream().map(variables::get).toList()));
    }
    return variables;
  }

  /** The gradient with respect to a parameter that the scalar does not depend on. */
  private static Variable zeros(Variable parameter) {
    return parameter
        .constant(HostTensor.scalar(parameter.type().dtype(), 0))
        .broadcast(parameter.shape());
  }
}
