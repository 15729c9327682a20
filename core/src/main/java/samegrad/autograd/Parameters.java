package samegrad.autograd;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.tensor.Tensor;
import samegrad.tensor.TensorType;

/** Tensors by name, in an order: the parameters of a function. */
public final class Parameters {
  /**
   * What a function needs to know of its parameters to be recorded.
   *
   * @param names the names, in order
   * @param types the type of each
   */
  public record Signature(List<String> names, List<TensorType> types) {}

  private final Map<String, Tensor> tensors;
  private final Signature signature;
  private final List<Tensor> inOrder;

  private Parameters(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
    this.inOrder = List.copyOf(tensors.values());
    this.signature =
        new Signature(List.copyOf(tensors.keySet()), inOrder.stream().map(Tensor::type).toList());
  }

  /** One parameter. */
  public static Parameters of(String name, Tensor tensor) {
    return of(Map.of(name, tensor));
  }

  /** Those of the map, in its order. */
  public static Parameters of(Map<String, ? extends Tensor> tensors) {
    return new Parameters(new LinkedHashMap<>(tensors));
  }

  /** These and one more, or another in the place of the one of that name. */
  public Parameters with(String name, Tensor tensor) {
    Map<String, Tensor> more = new LinkedHashMap<>(tensors);
    more.put(name, tensor);
    return new Parameters(more);
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no parameter " + name + ": there are " + String.join(", ", tensors.keySet()));
    }
    return tensor;
  }

  /** All of them, in order. */
  public Map<String, Tensor> asMap() {
    return tensors;
  }

  /** The tensors alone, in order. */
  public List<Tensor> tensors() {
    return inOrder;
  }

  /** The name and type of each, in order. */
  public Signature signature() {
    return signature;
  }

  /** Names and types. */
  @Override
  public String toString() {
    return signature.toString();
  }
}
