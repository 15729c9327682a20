package samegrad.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import samegrad.autograd.Tape;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;
import samegrad.tensor.UnaryFunction;

/**
 * The operations on libtorch's tensors.
 *
 * <p>Each is one call of DJL's {@link JniUtils}: {@code NDArray}'s methods first fetch shapes to
 * check them, and make tensors of numbers by way of a buffer that only the garbage collector frees.
 * Transposes and broadcasts are views; libtorch counts the references to the memory that views
 * share.
 */
final class DjlEngine implements Engine<PtNDArray> {
  private static final ai.djl.ndarray.types.Shape SCALAR = new ai.djl.ndarray.types.Shape();

  private final EngineInfo info;
  private final PtNDManager manager;
  private final HostTransfer transfer;

  /**
   * The last factor of {@code scale}, since making a tensor of one number costs more than a small
   * product with it. A thread takes it away while it computes; others then make their own.
   */
  private final AtomicReference<@Nullable Factor> lastFactor = new AtomicReference<>();

  /** A number rounded to a type, as a tensor of shape (). */
  private record Factor(DataType dtype, double value, PtNDArray array) {
    /** Whether it is that number, −0 being another than +0. */
    boolean is(DataType dtype, double value) {
      return this.dtype == dtype && Double.compare(this.value, value) == 0;
    }
  }

  /**
   * An engine on a started libtorch.
   *
   * @param info what it is
   * @param manager owns its arrays, and is closed with it
   */
  DjlEngine(EngineInfo info, PtNDManager manager) {
    this.info = info;
    this.manager = manager;
    this.transfer = HostTransfer.of(manager);
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public PtNDArray matmul(PtNDArray a, boolean transposeA, PtNDArray b, boolean transposeB) {
    useThreads();
    if (!transposeA) {
      return transposeB ? JniUtils.linear(a, b, null) : JniUtils.matmul(a, b);
    }
    try (PtNDArray left = transpose(a)) {
      return transposeB ? JniUtils.linear(left, b, null) : JniUtils.matmul(left, b);
    }
  }

  @Override
  public PtNDArray transpose(PtNDArray a) {
    return JniUtils.transpose(a, 0, 1);
  }

  @Override
  public PtNDArray add(PtNDArray a, PtNDArray b) {
    useThreads();
    return JniUtils.add(a, b);
  }

  @Override
  public PtNDArray subtract(PtNDArray a, PtNDArray b) {
    useThreads();
    return JniUtils.sub(a, b);
  }

  @Override
  public PtNDArray multiply(PtNDArray a, PtNDArray b) {
    useThreads();
    return JniUtils.mul(a, b);
  }

  @Override
  public PtNDArray scale(PtNDArray a, double factor) {
    useThreads();
    DataType dtype = a.getDataType();
    Factor last = lastFactor.getAndSet(null);
    if (last != null && !last.is(dtype, factor)) {
      last.array().close();
      last = null;
    }
    Factor taken = last == null ? new Factor(dtype, factor, scalar(dtype, factor)) : last;
    try {
      return JniUtils.mul(a, taken.array());
    } finally {
      if (!lastFactor.compareAndSet(null, taken)) {
        taken.array().close(); // another thread has brought one back
      }
    }
  }

  /** A tensor of one number, of shape (), rounded to that type. */
  PtNDArray scalar(DataType dtype, double value) {
    double rounded = dtype == DataType.FLOAT32 ? (float) value : value;
    return JniUtils.full(manager, SCALAR, rounded, dtype, manager.getDevice(), SparseFormat.DENSE);
  }

  @Override
  public PtNDArray map(UnaryFunction function, PtNDArray a) {
    useThreads();
    return switch (function) {
      case SIGMOID -> JniUtils.sigmoid(a);
      case TANH -> JniUtils.tanh(a);
      case RELU -> JniUtils.relu(a);
      case STEP -> step(a);
      case EXP -> JniUtils.exp(a);
    };
  }

  /** Of operations that libtorch differentiates. */
  private static PtNDArray step(PtNDArray a) {
    try (PtNDArray positive = JniUtils.relu(a)) {
      return JniUtils.sign(positive);
    }
  }

  @Override
  public PtNDArray logSoftmax(PtNDArray a) {
    useThreads();
    return JniUtils.logSoftmax(a, 1, a.getDataType());
  }

  @Override
  public PtNDArray sum(PtNDArray a, Shape target) {
    long[] shape = a.getShape().getShape();
    long[] wanted = dimensions(target);
    if (Arrays.equals(shape, wanted)) {
      return JniUtils.reshape(a, wanted);
    }
    useThreads();
    if (wanted.length == 0) {
      return JniUtils.sum(a);
    }
    long[] summed = summedDimensions(shape, wanted);
    if (summed.length == 0) {
      return JniUtils.reshape(a, wanted);
    }
    if (wanted.length == shape.length) {
      return JniUtils.sum(a, summed, true);
    }
    if (summed.length == 1 && summed[0] == 0) {
      return JniUtils.sum(a, summed, false);
    }
    try (PtNDArray sums = JniUtils.sum(a, summed, true)) {
      return JniUtils.reshape(sums, wanted);
    }
  }

  /** The dimensions of {@code shape} in which the last ones of {@code wanted} have 1 instead. */
  private static long[] summedDimensions(long[] shape, long[] wanted) {
    int added = shape.length - wanted.length;
    long[] summed = new long[shape.length];
    int count = 0;
    for (int i = 0; i < shape.length; i++) {
      long kept = i < added ? 1 : wanted[i - added];
      if (shape[i] != kept) {
        summed[count++] = i;
      }
    }
    return Arrays.copyOf(summed, count);
  }

  @Override
  public PtNDArray broadcast(PtNDArray a, Shape target) {
    return JniUtils.broadcast(a, djlShape(target));
  }

  /** A tensor of zeros. */
  PtNDArray zeros(TensorType type) {
    return JniUtils.createZerosNdArray(
        manager,
        djlShape(type.shape()),
        dataType(type.dtype()),
        manager.getDevice(),
        SparseFormat.DENSE);
  }

  @Override
  public PtNDArray upload(HostTensor tensor) {
    return transfer.upload(tensor);
  }

  @Override
  public HostTensor download(PtNDArray array, TensorType type) {
    return transfer.download(array, type);
  }

  @Override
  public void free(PtNDArray array) {
    array.close();
  }

  @Override
  public GradientProgram<PtNDArray> differentiate(Tape tape) {
    return new DjlProgram(this, tape);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Makes the calling thread's operations use as many threads as this engine is to use. */
  void useThreads() {
    if (IntraOpThreads.use(info.threads()) && !info.device().isCpu()) {
      scalar(DataType.FLOAT32, 0).close(); // a thread that began with cuBLAS would print a warning
    }
  }

  static DataType dataType(DType dtype) {
    return dtype == DType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
  }

  static ai.djl.ndarray.types.Shape djlShape(Shape shape) {
    return new ai.djl.ndarray.types.Shape(dimensions(shape));
  }

  @Override
  public OptionalLong nativeArrays() {
    return OptionalLong.of(manager.getManagedArrays().size());
  }

  private static long[] dimensions(Shape shape) {
    return switch (shape.rank()) {
      case 0 -> new long[0];
      case 1 -> new long[] {shape.columns()};
      default -> new long[] {shape.rows(), shape.columns()};
    };
  }
}
