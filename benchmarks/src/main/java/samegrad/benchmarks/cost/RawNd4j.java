package samegrad.benchmarks.cost;

import java.util.ArrayList;
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
import samegrad.network.Activation;
import samegrad.network.Homework;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
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
    return write(tensor, empty(tensor.type()));
  }

  private static INDArray write(HostTensor tensor, INDArray array) {
    if (tensor.dtype() == DType.FLOAT32) {
      ((FloatPointer) array.data().pointer()).put(tensor.sharedFloat32());
    } else {
      ((DoublePointer) array.data().pointer()).put(tensor.sharedFloat64());
    }
    return array;
  }

  private static HostTensor read(INDArray array, TensorType type) {
    if (type.dtype() == DType.FLOAT32) {
      float[] elements = new float[type.shape().size()];
      ((FloatPointer) array.data().pointer()).get(elements);
      return HostTensor.share(type.shape(), elements);
    }
    double[] elements = new double[type.shape().size()];
    ((DoublePointer) array.data().pointer()).get(elements);
    return HostTensor.share(type.shape(), elements);
  }

  /** In row-major order, wherever it is. */
  private static HostTensor host(INDArray array, TensorType type) {
    return read(array.ordering() == 'c' && !array.isView() ? array : array.dup('c'), type);
  }

  @Override
  public Work operation(Operation operation, Operation.Operands operands) {
    Nd4j.getEnvironment().setMaxMasterThreads(operands.shape().size() < WORTHWHILE ? 1 : threads);
    INDArray a = place(operands.a());
    INDArray b = place(operands.b());
    INDArray row = place(operands.row());
    TensorType type = operation.type(operands);
    INDArray result = empty(type);
    INDArray columnMajor =
        Nd4j.createUninitialized(a.dataType(), new long[] {a.rows(), b.columns()}, 'f');
    INDArray factor = Nd4j.scalar(a.dataType(), Operation.FACTOR);
    return switch (operation) {
      case MATMUL -> work(() -> a.mmuli(b, columnMajor), type);
      case MATMUL_TRANSPOSED -> work(() -> Nd4j.gemm(a, b, columnMajor, false, true, 1, 0), type);
      case ADD_ROW -> bound("add", type, result, a, row);
      case SUBTRACT -> bound("subtract", type, result, a, b);
      case MULTIPLY -> bound("multiply", type, result, a, b);
      case SCALE -> bound("multiply", type, result, a, factor);
      case SIGMOID -> bound("sigmoid", type, result, a);
      case SUM -> bound(sum(0, 1), type, result, a);
      case SUM_OF_COLUMNS -> bound(sum(0), type, result, a);
      case BROADCAST -> bound("assign", type, result, result, row);
      case TRANSPOSE -> bound("transpose", type, result, a);
      case UPLOAD -> work(() -> write(operands.a(), result), type);
      case DOWNLOAD ->
          new Work() {
            @Override
            public Object run() {
              return read(a, type);
            }

            @Override
            public Map<String, HostTensor> results() {
              return Map.of("result", read(a, type));
            }
          };
    };
  }

  private static DynamicCustomOp sum(int... dimensions) {
    return DynamicCustomOp.builder("reduce_sum")
        .addIntegerArguments(dimensions)
        .addBooleanArguments(true)
        .build();
  }

  private static Work bound(String name, TensorType type, INDArray result, INDArray... inputs) {
    return bound(DynamicCustomOp.builder(name).build(), type, result, inputs);
  }

  private static Work bound(
      DynamicCustomOp op, TensorType type, INDArray result, INDArray... inputs) {
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
    return new Work() {
      @Override
      public Object run() {
        return call.get();
      }

      @Override
      public Map<String, HostTensor> results() {
        return Map.of("result", host(call.get(), type));
      }
    };
  }

  @Override
  public Work gradients(Homework homework) {
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    SameDiff graph = SameDiff.create();
    List<String> names = new ArrayList<>(homework.parameters().signature().names());
    Map<String, TensorType> types = new LinkedHashMap<>();
    homework
        .parameters()
        .asMap()
        .forEach(
            (name, value) -> {
              types.put(name, value.type());
              graph.var(name, place(value.toHost()));
            });
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
    return new Work() {
      @Override
      public Object run() {
        Map<String, INDArray> gradients = graph.calculateGradients(none, names);
        gradients.values().forEach(INDArray::close);
        return gradients;
      }

      @Override
      public Map<String, HostTensor> results() {
        Map<String, HostTensor> results = new LinkedHashMap<>();
        Map<String, INDArray> gradients = graph.calculateGradients(none, names);
        types.forEach(
            (name, type) -> {
              INDArray gradient = gradients.get(name);
              if (gradient != null) {
                results.put(name, host(gradient, type));
              }
            });
        return results;
      }
    };
  }

  @Override
  public void close() {
    // ND4J belongs to the process, and its arrays to the garbage collector.
  }
}
