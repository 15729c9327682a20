package samegrad.benchmarks.cost;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.network.Layer;
import samegrad.network.Network;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;

/**
 * DJL by its {@link JniUtils}, one native call for each operation: what {@code NDArray}'s methods
 * end in, without their checks.
 */
final class RawDjl implements Raw {
  private final PtNDManager manager =
      (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());

  RawDjl(int threads) {
    JniUtils.setNumThreads(threads);
  }

  private PtNDArray place(HostTensor tensor) {
    samegrad.tensor.Shape shape = tensor.shape();
    Shape djl =
        switch (shape.rank()) {
          case 0 -> new Shape();
          case 1 -> new Shape(shape.columns());
          default -> new Shape(shape.rows(), shape.columns());
        };
    return (PtNDArray)
        (tensor.dtype() == DType.FLOAT32
            ? manager.create(tensor.sharedFloat32(), djl)
            : manager.create(tensor.sharedFloat64(), djl));
  }

  private static HostTensor host(NDArray array, samegrad.tensor.Shape shape) {
    return array.getDataType() == DataType.FLOAT32
        ? HostTensor.share(shape, array.toFloatArray())
        : HostTensor.share(shape, array.toDoubleArray());
  }

  private PtNDArray number(DType dtype, double value) {
    return JniUtils.full(
        manager,
        new Shape(),
        value,
        dtype == DType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64,
        Device.cpu(),
        SparseFormat.DENSE);
  }

  @Override
  public Work operation(String operation, HostTensor hostA, HostTensor hostB, HostTensor hostRow) {
    PtNDArray a = place(hostA);
    PtNDArray b = place(hostB);
    PtNDArray row = place(hostRow);
    samegrad.tensor.Shape shape = hostA.shape();
    return switch (operation) {
      case "matmul" -> made(() -> JniUtils.matmul(a, b), shape);
      case "layer" -> made(() -> JniUtils.linear(a, b, null), shape);
      case "add-row" -> made(() -> JniUtils.add(a, row), shape);
      case "multiply" -> made(() -> JniUtils.mul(a, b), shape);
      case "sigmoid" -> made(() -> JniUtils.sigmoid(a), shape);
      case "sum" -> made(() -> JniUtils.sum(a), samegrad.tensor.Shape.scalar());
      default -> throw new IllegalArgumentException("no operation " + operation + " of djl alone");
    };
  }

  private static Work made(Supplier<PtNDArray> call, samegrad.tensor.Shape shape) {
    return new Work(
        () -> {
          PtNDArray made = call.get();
          made.close();
          return made;
        },
        () -> {
          try (PtNDArray made = call.get()) {
            return Map.of(RESULT, host(made, shape));
          }
        });
  }

  @Override
  public Work gradients(Homework homework) {
    // W1, b1, W2, b2, …
    List<PtNDArray> parameters =
        homework.parameters().tensors().stream().map(each -> place(each.toHost())).toList();
    PtNDArray x = place(homework.x());
    PtNDArray y = place(homework.y());
    PtNDArray factor = number(homework.dtype(), 0.5 / homework.samples());
    PtNDArray one = number(homework.dtype(), 1);
    Supplier<List<PtNDArray>> step = () -> step(homework.network(), parameters, x, y, factor, one);
    return new Work(
        () -> {
          List<PtNDArray> gradients = step.get();
          gradients.forEach(PtNDArray::close);
          return gradients;
        },
        () -> {
          Map<String, HostTensor> results = new LinkedHashMap<>();
          List<PtNDArray> gradients = step.get();
          homework
              .parameters()
              .asMap()
              .forEach(
                  (name, value) ->
                      results.put(name, host(gradients.get(results.size()), value.type().shape())));
          gradients.forEach(PtNDArray::close);
          return results;
        });
  }

  private static List<PtNDArray> step(
      Network network,
      List<PtNDArray> parameters,
      PtNDArray x,
      PtNDArray y,
      PtNDArray factor,
      PtNDArray one) {
    JniUtils.setGradMode(true);
    List<PtNDArray> temporary = new ArrayList<>();
    List<PtNDArray> leaves = new ArrayList<>();
    // A gradient is added to the one before: so each step has leaves of its own.
    for (PtNDArray parameter : parameters) {
      PtNDArray leaf = JniUtils.detachGradient(parameter);
      JniUtils.attachGradient(leaf, true);
      leaves.add(leaf);
    }
    PtNDArray at = x;
    int next = 0;
    for (Layer each : network.layers()) {
      at = JniUtils.linear(at, leaves.get(next++), leaves.get(next++));
      temporary.add(at);
      if (each.activation().equals(Activation.SIGMOID)) {
        at = JniUtils.sigmoid(at);
        temporary.add(at);
      }
    }
    PtNDArray difference = JniUtils.sub(at, y);
    PtNDArray squares = JniUtils.mul(difference, difference);
    PtNDArray sum = JniUtils.sum(squares);
    PtNDArray loss = JniUtils.mul(sum, factor);
    JniUtils.backward(loss, one, false, false);
    List<PtNDArray> gradients = new ArrayList<>();
    for (PtNDArray leaf : leaves) {
      gradients.add(JniUtils.getGradient(leaf));
    }
    temporary.addAll(leaves);
    temporary.addAll(List.of(difference, squares, sum, loss));
    temporary.forEach(PtNDArray::close);
    JniUtils.setGradMode(false);
    return gradients;
  }

  @Override
  public void close() {
    manager.close();
  }
}
