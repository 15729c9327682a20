package samegrad.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import samegrad.network.Homework;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;

/**
 * Where training stands.
 *
 * @param number how many steps have been taken
 * @param tensors by name: loss, that of the last step's batch before the step, 0 at the start; then
 *     W1, W1.velocity, b1, b1.velocity, …
 */
public record Step(long number, Map<String, HostTensor> tensors) {
  static final String LOSS = "loss";
  static final String VELOCITY = ".velocity";

  /** Before the first step. */
  public static Step start(Homework homework) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put(LOSS, HostTensor.scalar(homework.dtype(), 0));
    homework
        .parameters()
        .asMap()
        .forEach(
            (name, w) -> {
              tensors.put(name, w.toHost());
              Shape shape = w.shape();
              tensors.put(
                  name + VELOCITY, HostTensor.of(w.dtype(), shape, new double[shape.size()]));
            });
    return new Step(0, tensors);
  }

  /** The tensor of that name. */
  public HostTensor get(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** The loss before the step. */
  public double loss() {
    return get(LOSS).item();
  }

  /** The homework with the trained network. */
  public Homework of(Homework homework) {
    return homework.with(of(homework.network()));
  }

  /** The network with the trained parameters. */
  public Network of(Network network) {
    return network.with(this::get);
  }

  /** The same with every number rounded to that dtype. */
  public Step to(DType dtype) {
    Map<String, HostTensor> rounded = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> rounded.put(name, tensor.to(dtype)));
    return new Step(number, rounded);
  }
}
