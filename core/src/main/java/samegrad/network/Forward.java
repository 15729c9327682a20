package samegrad.network;

import java.util.List;
import samegrad.tensor.Tensor;

/**
 * A forward pass on a backend.
 *
 * @param layers z and a of each layer, from the first on
 */
public record Forward(List<LayerOutput<Tensor>> layers) {
  /** The output of the last layer, f(x), of shape (M, out). */
  public Tensor output() {
    return layers.get(layers.size() - 1).a();
  }
}
