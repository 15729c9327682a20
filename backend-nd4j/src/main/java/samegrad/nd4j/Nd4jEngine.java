package samegrad.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import samegrad.HostTensor;
import samegrad.Shape;
import samegrad.TensorType;
import samegrad.TypeRules;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;

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
  private final Kernel sigmoid = Kernel.of("sigmoid");
  private final Kernel assign = Kernel.of("assign");
  private final Kernel sumOfAll = Kernel.sum(0, 1);
  private final Kernel sumOfColumns = Kernel.sum(0);
  private final Kernel sumOfRows = Kernel.sum(1);
  private final Factors factors = new Factors();

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
    return new Nd4jArray(tensor.type(), Arrays2d.upload(tensor));
  }

  @Override
  public HostTensor download(Nd4jArray array, TensorType type) {
    return Arrays2d.download(array.data(), type);
  }

  @Override
  public void free(Nd4jArray array) {
    Arrays2d.free(array.data());
  }

  @Override
  public GradientProgram<Nd4jArray> differentiate(Tape tape) {
    return SameDiffProgram.of(tape, workers);
  }

  @Override
  public Nd4jArray matmul(Nd4jArray a, boolean transposeA, Nd4jArray b, boolean transposeB) {
    TensorType type = TYPES.matmul(a.type(), transposeA, b.type(), transposeB);
    if (a.type().shape().size() == 0 || b.type().shape().size() == 0) {
      return new Nd4jArray(type, Arrays2d.zeros(type));
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
  public Nd4jArray sigmoid(Nd4jArray a) {
    return run(sigmoid, a.type(), a.data());
  }

  @Override
  public Nd4jArray sum(Nd4jArray a, Shape target) {
    TensorType type = TYPES.sum(a.type(), target);
    Shape from = a.type().shape();
    if (from.size() == 0) {
      return new Nd4jArray(type, Arrays2d.zeros(type));
    }
    boolean columns = from.rows() != target.rows();
    boolean rows = from.columns() != target.columns();
    if (!columns && !rows) {
      return broadcast(a, type);
    }
    Kernel kernel = columns ? (rows ? sumOfAll : sumOfColumns) : sumOfRows;
    return run(kernel, type, a.data());
  }

  @Override
  public Nd4jArray broadcast(Nd4jArray a, Shape target) {
    return broadcast(a, TYPES.broadcast(a.type(), target));
  }

  /** A copy, repeated where {@code type} has more rows or columns. */
  private Nd4jArray broadcast(Nd4jArray a, TensorType type) {
    INDArray result = Arrays2d.uninitialized(type);
    return run(assign, new Nd4jArray(type, result), result, a.data());
  }

  private Nd4jArray run(Kernel kernel, TensorType type, INDArray a) {
    Nd4jArray result = new Nd4jArray(type, Arrays2d.uninitialized(type));
    if (type.shape().size() > 0) {
      try (Workers.Grant grant = workers.grant(a.length())) {
        kernel.run(result.data(), a);
      } catch (Throwable failure) {
        free(result);
        throw failure;
      }
    }
    return result;
  }

  private Nd4jArray run(Kernel kernel, TensorType type, INDArray a, INDArray b) {
    return run(kernel, new Nd4jArray(type, Arrays2d.uninitialized(type)), a, b);
  }

  private Nd4jArray run(Kernel kernel, Nd4jArray result, INDArray a, INDArray b) {
    int size = result.type().shape().size();
    if (size > 0) {
      try (Workers.Grant grant = workers.grant(size)) {
        kernel.run(result.data(), a, b);
      } catch (Throwable failure) {
        free(result);
        throw failure;
      }
    }
    return result;
  }

  @Override
  public void close() {
    // ND4J itself belongs to the process and stays: it cannot be started twice.
  }
}
