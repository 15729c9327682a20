package samegrad.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;

/** The gradients that backpropagation passes through: ∂L/∂z and ∂L/∂a of every layer. */
public final class LayerGradients {
  private static final String OUTPUT = "output";

  private LayerGradients() {}

  /**
   * Has a backend's autograd compute them.
   *
   * @param layers z and a of each layer, as the backend has them
   * @return each of shape (M, out), by z1, a1, z2, …
   */
  public static Map<TensorName, HostTensor> of(
      Homework homework, List<LayerOutput<HostTensor>> layers, Backend backend, Autograd autograd) {
    Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      LayerOutput<HostTensor> layer = layers.get(l);
      gradients.put(
          TensorName.z(l), gradient(backend, autograd, from(homework, l, false), layer.z()));
      gradients.put(
          TensorName.a(l), gradient(backend, autograd, from(homework, l, true), layer.a()));
    }
    return gradients;
  }

  /**
   * The loss as a function of what a layer puts out.
   *
   * @param activated whether that is a; else it is z
   */
  private static ScalarFunction from(Homework homework, int layer, boolean activated) {
    List<Layer> layers = homework.network().layers();
    List<Layer> rest = layers.subList(layer + 1, layers.size());
    return parameters -> {
      Operations<Variable> operations = parameters.operations();
      Variable a = parameters.get(OUTPUT);
      if (!activated) {
        a = layers.get(layer).activation().apply(operations, a);
      }
      if (!rest.isEmpty()) {
        Network network = new Network(homework.network().name(), rest);
        Parameters constants = network.parameters();
        List<LayerOutput<Variable>> outputs =
            network.forward(
                operations, name -> parameters.constant(constants.get(name).toHost()), a);
        a = outputs.get(outputs.size() - 1).a();
      }
      return homework.loss(operations, a, parameters.constant(homework.y()));
    };
  }

  @SuppressWarnings("try") // the scope is there to close, not to be used
  private static HostTensor gradient(
      Backend backend, Autograd autograd, ScalarFunction function, HostTensor at) {
    try (Scope scope = backend.scope();
        ValueAndGradients gradient = backend.valueAndGradients(function, autograd)) {
      return gradient.evaluate(Parameters.of(OUTPUT, at)).gradient(OUTPUT).toHost();
    }
  }
}
