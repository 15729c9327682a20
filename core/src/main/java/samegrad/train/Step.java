package samegrad.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * Where training stands.
 *
 * @param number how many steps have been taken
 * @param loss of the last step's batch before that step, of shape (); 0 at the start
 * @param parameters the weights and biases by name
 * @param velocity v of each parameter
 */
public record Step(
    long number,
    HostTensor loss,
    Map<String, HostTensor> parameters,
    Map<String, HostTensor> velocity) {

  /** What the name of a velocity ends in. */
  public static final String VELOCITY = ".velocity";

  /** Before the first step. */
  public static Step start(Homework homework) {
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    homework.parameters().asMap().forEach((name, w) -> parameters.put(name, w.toHost()));
    return new Step(
        0,
        HostTensor.scalar(homework.dtype(), 0),
        parameters,
        each(parameters, w -> HostTensor.of(w.dtype(), w.shape(), new double[w.shape().size()])));
  }

  /** All its numbers by name: loss, W1, W1.velocity, b1, …. */
  public Map<String, HostTensor> tensors() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("loss", loss);
    parameters.forEach(
        (name, w) -> {
          tensors.put(name, w);
          tensors.put(name + VELOCITY, Objects.requireNonNull(velocity.get(name)));
        });
    return tensors;
  }

  /** A step of the same network, with those tensors by the names of {@link #tensors}. */
  public Step with(long steps, Map<String, HostTensor> tensors) {
    Map<String, HostTensor> w = new LinkedHashMap<>();
    Map<String, HostTensor> v = new LinkedHashMap<>();
    for (String name : parameters.keySet()) {
      w.put(name, Objects.requireNonNull(tensors.get(name)));
      v.put(name, Objects.requireNonNull(tensors.get(name + VELOCITY)));
    }
    return new Step(steps, Objects.requireNonNull(tensors.get("loss")), w, v);
  }

  /** The homework with the trained network. */
  public Homework of(Homework homework) {
    return homework.with(homework.network().with(parameters::get));
  }

  /** The same with every number rounded to that dtype. */
  public Step to(DType dtype) {
    return new Step(
        number,
        loss.to(dtype),
        each(parameters, w -> w.to(dtype)),
        each(velocity, v -> v.to(dtype)));
  }

  private static Map<String, HostTensor> each(
      Map<String, HostTensor> tensors, UnaryOperator<HostTensor> change) {
    Map<String, HostTensor> changed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> changed.put(name, change.apply(tensor)));
    return changed;
  }
}
