package samegrad.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import samegrad.network.Activation;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.HostTensor;

/** A network as executors get it. */
record SerializedNetwork(String name, List<Part> layers) implements Serializable {
  private record Part(HostTensor weight, HostTensor bias, String activation)
      implements Serializable {}

  static SerializedNetwork of(Network network) {
    List<Part> parts = new ArrayList<>();
    for (Layer layer : network.layers()) {
      parts.add(new Part(layer.weight(), layer.bias(), layer.activation().toString()));
    }
    return new SerializedNetwork(network.name(), parts);
  }

  Network network() {
    return new Network(
        name,
        layers.stream()
            .map(part -> new Layer(part.weight(), part.bias(), Activation.of(part.activation())))
            .toList());
  }
}
