package samegrad.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import samegrad.Backend;
import samegrad.Scope;
import samegrad.ValueAndGradients;
import samegrad.autograd.Autograd;
import samegrad.autograd.Evaluation;
import samegrad.autograd.Parameters;
import samegrad.autograd.ScalarFunction;
import samegrad.autograd.Variable;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Operations;
import samegrad.tensor.Shape;
import samegrad.tensor.Tensor;

/**
 * A network, a batch of M samples and what it should have made of them.
 *
 * <p>Unless another criterion is given, the loss is L = 1/M Σₙ ½‖f(xₙ) − yₙ‖², f(x) being the
 * output of the last layer.
 *
 * @param network the network
 * @param x the samples, of shape (M, in), M being 1 or more
 * @param y the targets, of shape (M, out)
 * @param criterion what output and targets make the loss of
 */
public record Homework(Network network, HostTensor x, HostTensor y, Loss criterion) {
  static final String X = "x";
  static final String Y = "y";

  /**
   * Checks that samples and targets fit the network.
   *
   * @throws IllegalArgumentException if they do not
   */
  public Homework {
    if (x.shape().rank() != 2 || x.shape().rows() == 0) {
      throw new IllegalArgumentException(
          "x has the shape " + x.shape() + ": a batch is a matrix of one sample a row, 1 or more");
    }
    if (x.shape().columns() != network.in()) {
      throw new IllegalArgumentException(
          "x has the shape %s, but the first layer's weight, of shape %s, takes %s columns"
              .formatted(x.shape(), network.layers().get(0).weight().shape(), network.in()));
    }
    Shape output = Shape.matrix(x.shape().rows(), network.out());
    if (!y.shape().equals(output)) {
      throw new IllegalArgumentException(
          "y has the shape %s, but the network's output for x, of shape %s, has the shape %s"
              .formatted(y.shape(), x.shape(), output));
    }
    if (x.dtype() != network.dtype() || y.dtype() != network.dtype()) {
      throw new IllegalArgumentException(
          "x is %s, y is %s and the network %s: they must be the same"
              .formatted(x.dtype(), y.dtype(), network.dtype()));
    }
    criterion.requireTargets(y);
  }

  /** With the squared loss. */
  public Homework(Network network, HostTensor x, HostTensor y) {
    this(network, x, y, Loss.SQUARED);
  }

  @JsonCreator
  static Homework of(HomeworkForm form) {
    return form.homework();
  }

  @JsonValue
  HomeworkForm form() {
    return HomeworkForm.of(this);
  }

  /** The built-in homework, float64: two hidden layers, 3-4-3-2, and four samples. */
  public static Homework builtIn() {
    return BuiltIn.homework();
  }

  /** The dtype of everything. */
  public DType dtype() {
    return network.dtype();
  }

  /** The number M of samples. */
  public int samples() {
    return x.shape().rows();
  }

  /** The weights and biases by name. */
  public Parameters parameters() {
    return network.parameters();
  }

  /** The weights and biases by name, then x and y: what {@link Network#batchLoss} is of. */
  public Parameters parametersAndBatch() {
    return parameters().with(X, x).with(Y, y);
  }

  /** The same homework with every number rounded to that dtype. */
  public Homework to(DType dtype) {
    return new Homework(network.to(dtype), x.to(dtype), y.to(dtype), criterion);
  }

  /** The same network and criterion with other samples. */
  public Homework with(HostTensor samples, HostTensor targets) {
    return new Homework(network, samples, targets, criterion);
  }

  /** The same network and samples with another criterion. */
  public Homework with(Loss other) {
    return new Homework(network, x, y, other);
  }

  /** The same samples and criterion with another network. */
  public Homework with(Network other) {
    return new Homework(other, x, y, criterion);
  }

  /** What each layer makes of the samples, in the backend's memory. */
  public Forward forward(Backend backend) {
    Parameters parameters = parameters();
    return new Forward(network.<Tensor>forward(backend, parameters::get, x));
  }

  /** The loss as a function of the parameters. */
  public ScalarFunction loss() {
    return loss(false);
  }

  /**
   * @param withLayers whether z and a of each layer, from the first on, are auxiliary outputs
   */
  private ScalarFunction loss(boolean withLayers) {
    return parameters -> {
      Operations<Variable> operations = parameters.operations();
      List<LayerOutput<Variable>> layers =
          network.forward(operations, parameters::get, parameters.constant(x));
      if (withLayers) {
        layers.forEach(
            layer -> {
              parameters.auxiliary(layer.z());
              parameters.auxiliary(layer.a());
            });
      }
      return loss(operations, layers.get(layers.size() - 1).a(), parameters.constant(y));
    };
  }

  /** The loss of an output, of shape (M, out). */
  public <T> T loss(Operations<T> operations, T output, T targets) {
    return criterion.of(operations, output, targets, samples());
  }

  /**
   * Does the whole homework on a backend: the output of every layer, the loss and every gradient,
   * all of one evaluation.
   *
   * @param autograd what computes the gradients
   */
  @SuppressWarnings("try") // the scope is there to close, not to be used
  public HomeworkResult solve(Backend backend, Autograd autograd) {
    try (Scope scope = backend.scope();
        ValueAndGradients gradient = backend.valueAndGradients(loss(true), autograd)) {
      Evaluation at = gradient.evaluate(parameters());
      List<LayerOutput<HostTensor>> layers = new ArrayList<>();
      for (int i = 0; i < at.auxiliary().size(); i += 2) {
        layers.add(
            new LayerOutput<>(at.auxiliary().get(i).toHost(), at.auxiliary().get(i + 1).toHost()));
      }
      Map<TensorName, HostTensor> gradients = new LinkedHashMap<>();
      for (TensorName parameter : network.parameterNames()) {
        gradients.put(parameter, at.gradient(parameter.toString()).toHost());
      }
      return new HomeworkResult(
          backend.info().name(), dtype(), layers, at.result().toHost(), gradients);
    }
  }
}
