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
   * The tape whose outputs are the scalar, its gradient with respect to each {@linkplain
   * Tape#differentiated differentiated} parameter, and the auxiliary outputs. What leads to no
   * output is left out, such as the way back to a parameter that is not differentiated.
   *
   * @param tape whose first output is the scalar, of shape (); the others are auxiliary
   * @throws IllegalArgumentException if the first is of another shape
   */
  public static Tape of(Tape tape) {
    Recorder recorder = new Recorder(tape);
    int scalar = tape.outputs().get(0);
    @Nullable Variable[] gradients = new @Nullable Variable[tape.entries().size()];
    gradients[scalar] = recorder.constant(HostTensor.scalar(tape.scalarType().dtype(), 1));
    for (int i = scalar; i >= 0; i--) {
      Variable g = gradients[i];
      if (g != null && tape.entries().get(i) instanceof Tape.Computed computed) {
        List<Variable> inputs = computed.inputs().stream().map(recorder::at).toList();
        List<Variable> contributions = computed.op().gradients(inputs, recorder.at(i), g);
        for (int j = 0; j < contributions.size(); j++) {
          int input = computed.inputs().get(j);
          Variable before = gradients[input];
          Variable contribution = contributions.get(j);
          gradients[input] = before == null ? contribution : before.add(contribution);
        }
      }
    }

    List<Variable> outputs = new ArrayList<>();
    outputs.add(recorder.at(scalar));
    for (int place : tape.differentiated()) {
      Variable g = gradients[place];
      outputs.add(g == null ? zeros(recorder.at(place)) : g);
    }
    tape.outputs().stream().skip(1).map(recorder::at).forEach(outputs::add);
    return recorder.tape(outputs);
  }

  /** The gradient with respect to a parameter that the scalar does not depend on. */
  private static Variable zeros(Variable parameter) {
    return parameter
        .constant(HostTensor.scalar(parameter.type().dtype(), 0))
        .broadcast(parameter.shape());
  }
}
