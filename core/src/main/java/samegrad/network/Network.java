package samegrad.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import samegrad.Backend;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Parameters;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Tensor;

/**
 * A feed-forward network of fully connected layers. Its parameters are named W1, b1, W2, b2, … from
 * the input on.
 *
 * @param name what it is called
 * @param layers one or more, each as wide as the next one needs
 */
public record Network(String name, List<Layer> layers) {
  /**
   * Checks that the layers fit each other.
   *
   * @throws IllegalArgumentException if there is none, or two do not fit
   */
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers is empty: a network has one layer or more");
    }
    for (int i = 1; i < layers.size(); i++) {
      Layer before = layers.get(i - 1);
      Layer layer = layers.get(i);
      if (layer.in() != before.out()) {
        throw new IllegalArgumentException(
            "layers[%s].weight has the shape %s, but layers[%s].weight, of shape %s, puts out %s: it needs %s columns"
                .formatted(
                    i,
                    layer.weight().shape(),
                    i - 1,
                    before.weight().shape(),
                    before.out(),
                    before.out()));
      }
      if (layer.weight().dtype() != before.weight().dtype()) {
        throw new IllegalArgumentException(
            "layers[%s] is %s and layers[%s] %s: they must be the same"
                .formatted(i, layer.weight().dtype(), i - 1, before.weight().dtype()));
      }
    }
  }

  /** The dtype of all parameters. */
  public DType dtype() {
    return layers.get(0).weight().dtype();
  }

  /** The width of a sample. */
  public int in() {
    return layers.get(0).in();
  }

  /** The width of an output. */
  public int out() {
    return layers.get(layers.size() - 1).out();
  }

  /** The names of the parameters: W1, b1, W2, …. */
  public List<TensorName> parameterNames() {
    return IntStream.range(0, layers.size())
        .boxed()
        .flatMap(layer -> Stream.of(TensorName.weight(layer), TensorName.bias(layer)))
        .toList();
  }

  /** All weights and biases by name: W1, b1, W2, …. */
  public Parameters parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      parameters.put(TensorName.weight(i).toString(), layers.get(i).weight());
      parameters.put(TensorName.bias(i).toString(), layers.get(i).bias());
    }
    return Parameters.of(parameters);
  }

  /**
   * What each layer makes of a batch.
   *
   * @param operations what computes
   * @param parameters the weights and biases by name
   * @param x the samples, of shape (M, in)
   * @return z and a of each layer, from the first on
   */
  public <T> List<LayerOutput<T>> forward(
      Operations<T> operations, Function<String, ? extends T> parameters, T x) {
    List<LayerOutput<T>> outputs = new ArrayList<>(layers.size());
    T a = x;
    for (int i = 0; i < layers.size(); i++) {
      T weight = parameters.apply(TensorName.weight(i).toString());
      T bias = parameters.apply(TensorName.bias(i).toString());
      T z = operations.add(operations.matmul(a, false, weight, true), bias);
      a = layers.get(i).activation().apply(operations, z);
      outputs.add(new LayerOutput<>(z, a));
    }
    return outputs;
  }

  /**
   * Prepares the loss of batches of any size: a function of the weights and biases, which it is
   * differentiated by, and of the samples x and the targets y.
   *
   * @see Homework#parametersAndBatch
   */
  public ValueAndGradients batchLoss(Backend backend, Autograd autograd, Loss criterion) {
    return backend.valueAndGradients(
        inputs -> {
          Variable x = inputs.get(Homework.X);
          List<LayerOutput<Variable>> outputs = forward(inputs.operations(), inputs::get, x);
          Variable output = outputs.get(outputs.size() - 1).a();
          return criterion.of(
              inputs.operations(), output, inputs.get(Homework.Y), x.shape().rows());
        },
        autograd,
        parameterNames().stream().map(TensorName::toString).toArray(String[]::new));
  }

  /** The same network with every parameter rounded to that dtype. */
  public Network to(DType dtype) {
    Parameters own = parameters();
    return with(parameter -> own.get(parameter).toHost().to(dtype));
  }

  /** The same network with other weights and biases, by name. */
  public Network with(Function<String, HostTensor> parameters) {
    return new Network(
        name,
        IntStream.range(0, layers.size())
            .mapToObj(
                l ->
                    new Layer(
                        parameters.apply(TensorName.weight(l).toString()),
                        parameters.apply(TensorName.bias(l).toString()),
                        layers.get(l).activation()))
            .toList());
  }

  /** Its name and its widths, such as {@code homework: 3-4-3-2}. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(name.replaceAll("\\p{C}+", " ")).append(": ").append(in());
    layers.forEach(layer -> text.append('-').append(layer.out()));
    return text.toString();
  }
}
