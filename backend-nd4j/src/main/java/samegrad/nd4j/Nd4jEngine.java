package samegrad.nd4j;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.TypeRules;
import samegrad.tensor.UnaryFunction;

/**
 * ND4J behind the SPI: each operation is one call of a native operation of libnd4j into a result
 * made for it.
 *
 * <p>Empty tensors never reach ND4J, whose rules for them differ from NumPy's: a result without
 * elements is made here, and a sum over no terms is zero.
 */
final class Nd4jEngine implements Engine<Nd4jArray> {
  private static final TypeRules TYPES = TypeRules.INSTANCE;

  private final EngineInfo info;
  private final Workers workers;
  private final Kernel[] matmul = {
    Kernel.of("matmul", 0, 0, 0),
    Kernel.of("matmul", 0, 1, 0),
    Kernel.of("matmul", 1, 0, 0),
    Kernel.of("matmul", 1, 1, 0)
  };
  private final Kernel transpose = Kernel.of("transpose");
  private final Kernel add = Kernel.of("add");
  private final Kernel subtract = Kernel.of("subtract");
  private final Kernel multiply = Kernel.of("multiply");

  private final Map<UnaryFunction, Kernel> functions =
      Map.of(
          UnaryFunction.SIGMOID, Kernel.of("sigmoid"),
          UnaryFunction.TANH, Kernel.of("tanh"),
          UnaryFunction.RELU, Kernel.of("relu", 0.0),
          UnaryFunction.EXP, Kernel.of(new Exp()));

  private final Kernel sign = Kernel.of(new Sign());
  private final Kernel log = Kernel.of(new Log());
  private final Kernel maximumOfRows = Kernel.reduce("reduce_max", 1);

  private final Kernel assign = Kernel.of("assign");
  private final Kernel sumOfColumns = Kernel.reduce("reduce_sum", 0);
  private final Kernel sumOfRows = Kernel.reduce("reduce_sum", 1);
  private final Memory memory = new Memory();
  private final Factors factors = new Factors(memory);

  Nd4jEngine(EngineInfo info, Workers workers) {
    this.info = info;
    this.workers = workers;
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public Nd4jArray upload(HostTensor tensor) {
    return new Nd4jArray(tensor.type(), memory.upload(tensor));
  }

  @Override
  public HostTensor download(Nd4jArray array, TensorType type) {
    return Memory.download(array.data(), type);
  }

  @Override
  public void free(Nd4jArray array) {
    memory.free(array.data());
  }

  @Override
  public OptionalLong nativeArrays() {
    return OptionalLong.of(memory.count());
  }

  @Override
  public GradientProgram<Nd4jArray> differentiate(Tape tape) {
    return SameDiffProgram.of(tape, memory, workers);
  }

  @Override
  public Nd4jArray matmul(Nd4jArray a, boolean transposeA, Nd4jArray b, boolean transposeB) {
    TensorType type = TYPES.matmul(a.type(), transposeA, b.type(), transposeB);
    if (a.type().shape().size() == 0 || b.type().shape().size() == 0) {
      return new Nd4jArray(type, memory.zeros(type));
    }
    Kernel kernel = matmul[(transposeA ? 2 : 0) + (transposeB ? 1 : 0)];
    return run(kernel, type, a.data(), b.data());
  }

  @Override
  public Nd4jArray transpose(Nd4jArray a) {
    return run(transpose, TYPES.transpose(a.type()), a.data());
  }

  @Override
  public Nd4jArray add(Nd4jArray a, Nd4jArray b) {
    return run(add, TYPES.add(a.type(), b.type()), a.data(), b.data());
  }

  @Override
  public Nd4jArray subtract(Nd4jArray a, Nd4jArray b) {
    return run(subtract, TYPES.subtract(a.type(), b.type()), a.data(), b.data());
  }

  @Override
  public Nd4jArray multiply(Nd4jArray a, Nd4jArray b) {
    return run(multiply, TYPES.multiply(a.type(), b.type()), a.data(), b.data());
  }

  @Override
  public Nd4jArray scale(Nd4jArray a, double factor) {
    return run(multiply, a.type(), a.data(), factors.array(a.type().dtype(), factor));
  }

  @Override
  public Nd4jArray map(UnaryFunction function, Nd4jArray a) {
    return function == UnaryFunction.STEP
        ? step(a)
        : run(requireNonNull(functions.get(function)), a.type(), a.data());
  }

  private Nd4jArray step(Nd4jArray a) {
    Nd4jArray positive = map(UnaryFunction.RELU, a);
    try {
      return run(sign, a.type(), positive.data());
    } finally {
      free(positive);
    }
  }

  /**
   * In steps, since libnd4j's {@code log_softmax} is the logarithm of its softmax, and so −∞ where
   * that is 0.
   */
  @Override
  public Nd4jArray logSoftmax(Nd4jArray a) {
    TensorType column = new TensorType(a.type().dtype(), Shape.matrix(a.type().shape().rows(), 1));
    if (a.type().shape().size() == 0) {
      return new Nd4jArray(a.type(), memory.uninitialized(a.type()));
    }
    List<Nd4jArray> made = new ArrayList<>();
    try {
      Nd4jArray largest = kept(made, run(maximumOfRows, column, a.data()));
      Nd4jArray shifted = kept(made, subtract(a, largest));
      Nd4jArray powers = kept(made, map(UnaryFunction.EXP, shifted));
      Nd4jArray sums = kept(made, run(sumOfRows, column, powers.data()));
      return subtract(shifted, kept(made, run(log, column, sums.data())));
    } finally {
      made.forEach(this::free);
    }
  }

  private static Nd4jArray kept(List<Nd4jArray> made, Nd4jArray array) {
    made.add(array);
    return array;
  }

  @Override
  public Nd4jArray sum(Nd4jArray a, Shape target) {
    TensorType type = TYPES.sum(a.type(), target);
    Shape from = a.type().shape();
    if (from.size() == 0) {
      return new Nd4jArray(type, memory.zeros(type));
    }
    boolean down = from.rows() != target.rows();
    boolean across = from.columns() != target.columns();
    if (down && across) {
      return sumOfAll(a, type);
    }
    return down || across
        ? run(down ? sumOfColumns : sumOfRows, type, a.data())
        : broadcast(a, type);
  }

  /** In two steps, since libnd4j's sum of a whole matrix takes all threads whatever it is told. */
  private Nd4jArray sumOfAll(Nd4jArray a, TensorType type) {
    Shape column = Shape.matrix(a.type().shape().rows(), 1);
    Nd4jArray rows = run(sumOfRows, new TensorType(type.dtype(), column), a.data());
    try {
      return run(sumOfColumns, type, rows.data());
    } finally {
      free(rows);
    }
  }

  @Override
  public Nd4jArray broadcast(Nd4jArray a, Shape target) {
    return broadcast(a, TYPES.broadcast(a.type(), target));
  }

  /** A copy, repeated where {@code type} has more rows or columns. */
  private Nd4jArray broadcast(Nd4jArray a, TensorType type) {
    INDArray result = memory.uninitialized(type);
    return run(
        type.shape().size(),
        new Nd4jArray(type, result),
        () -> assign.run(result, result, a.data()));
  }

  private Nd4jArray run(Kernel kernel, TensorType type, INDArray a) {
    INDArray result = memory.uninitialized(type);
    return run(a.length(), new Nd4jArray(type, result), () -> kernel.run(result, a));
  }

  private Nd4jArray run(Kernel kernel, TensorType type, INDArray a, INDArray b) {
    INDArray result = memory.uninitialized(type);
    return run(type.shape().size(), new Nd4jArray(type, result), () -> kernel.run(result, a, b));
  }

  private Nd4jArray run(long elements, Nd4jArray result, Runnable operation) {
    try {
      if (!result.data().isEmpty()) {
        workers.run(elements, operation);
      }
      return result;
    } catch (Throwable failure) {
      free(result);
      throw failure;
    }
  }

  @Override
  public void close() {
    // ND4J itself stays: it belongs to the process and cannot be started twice.
    memory.close();
  }
}
