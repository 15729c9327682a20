package samegrad.benchmarks.cost;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.Nd4jBlas;
import samegrad.autograd.Parameters;
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/**
 * ND4J with native operations whose arrays were bound beforehand, into results that are there
 * already. Products are {@code mmuli} into a result in column-major order, which is what its BLAS
 * writes; gradients are SameDiff's.
 */
final class RawNd4j implements Raw {
  /** Below this many elements a second thread costs more than it brings. */
  private static final int WORTHWHILE = 1 << 16;

  private final int threads;

  RawNd4j(int threads) {
    this.threads = threads;
    ((Nd4jBlas) Nd4j.getNDArrayFactory().blas()).setMaxThreads(threads);
  }

  private static DataType dataType(DType dtype) {
    return dtype == DType.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
  }

  private static INDArray empty(TensorType type) {
    return Nd4j.createUninitialized(
        dataType(type.dtype()), new long[] {type.shape().rows(), type.shape().columns()}, 'c');
  }

  private static INDArray place(HostTensor tensor) {
    INDArray array = empty(tensor.type());
    if (tensor.dtype() == DType.FLOAT32) {
      ((FloatPointer) array.data().pointer()).put(tensor.sharedFloat32());
    } else {
      ((DoublePointer) array.data().pointer()).put(tensor.sharedFloat64());
    }
    return array;
  }

  /** In row-major order, wherever it is. */
  private static HostTensor host(INDArray array, TensorType type) {
    double[] elements = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    return HostTensor.of(type.dtype(), type.shape(), elements);
  }

  @Override
  public Work operation(String operation, HostTensor hostA, HostTensor hostB, HostTensor hostRow) {
    Nd4j.getEnvironment().setMaxMasterThreads(hostA.shape().size() < WORTHWHILE ? 1 : threads);
    INDArray a = place(hostA);
    INDArray b = place(hostB);
    TensorType type = hostA.type();
    INDArray columnMajor =
        Nd4j.createUninitialized(a.dataType(), new long[] {a.rows(), b.columns()}, 'f');
    return switch (operation) {
      case "matmul" -> work(() -> a.mmuli(b, columnMajor), type);
      case "layer" -> work(() -> Nd4j.gemm(a, b, columnMajor, false, true, 1, 0), type);
      case "add-row" -> bound(DynamicCustomOp.builder("add"), type, a, place(hostRow));
      case "multiply" -> bound(DynamicCustomOp.builder("multiply"), type, a, b);
      case "sigmoid" -> bound(DynamicCustomOp.builder("sigmoid"), type, a);
      case "sum" ->
          bound(
              DynamicCustomOp.builder("reduce_sum")
                  .addIntegerArguments(0, 1)
                  .addBooleanArguments(true),
              new TensorType(type.dtype(), Shape.scalar()),
              a);
      default -> throw new IllegalArgumentException("no operation " + operation + " of nd4j alone");
    };
  }

  private static Work bound(
      DynamicCustomOp.DynamicCustomOpsBuilder builder, TensorType type, INDArray... inputs) {
    DynamicCustomOp op = builder.build();
    INDArray result = empty(type);
    OpContext context = Nd4j.getExecutioner().buildContext();
    context.setIArguments(op.iArgs());
    context.setBArguments(op.bArgs());
    for (int i = 0; i < inputs.length; i++) {
      context.setInputArray(i, inputs[i]);
    }
    context.setOutputArray(0, result);
    return work(
        () -> {
          Nd4j.getExecutioner().exec(op, context);
          return result;
        },
        type);
  }

  private static Work work(Supplier<INDArray> call, TensorType type) {
    return new Work(call::get, () -> Map.of(RESULT, host(call.get(), type)));
  }

  @Override
  public Work gradients(Homework homework) {
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    SameDiff graph = SameDiff.create();
    List<String> names = homework.parameters().signature().names();
    Parameters parameters = homework.parameters();
    parameters.asMap().forEach((name, value) -> graph.var(name, place(value.toHost())));
    SDVariable at = graph.constant("x", place(homework.x()));
    for (int i = 0; i < homework.network().layers().size(); i++) {
      SDVariable weight = graph.getVariable(names.get(2 * i));
      SDVariable bias = graph.getVariable(names.get(2 * i + 1));
      at = graph.linalg().mmul(at, weight, false, true, false).add(bias);
      if (homework.network().layers().get(i).activation().equals(Activation.SIGMOID)) {
        at = graph.nn().sigmoid(at);
      }
    }
    SDVariable difference = at.sub(graph.constant("y", place(homework.y())));
    SDVariable loss = difference.mul(difference).sum().mul(0.5 / homework.samples());
    graph.setLossVariables(loss);
    Map<String, INDArray> none = new HashMap<>();
    return new Work(
        () -> {
          Map<String, INDArray> gradients = graph.calculateGradients(none, names);
          gradients.values().forEach(INDArray::close);
          return gradients;
        },
        () -> {
          Map<String, HostTensor> results = new LinkedHashMap<>();
          graph
              .calculateGradients(none, names)
              .forEach((name, one) -> results.put(name, host(one, parameters.get(name).type())));
          return results;
        });
  }

  @Override
  public void close() {
    // ND4J belongs to the process, and its arrays to the garbage collector.
  }
}
