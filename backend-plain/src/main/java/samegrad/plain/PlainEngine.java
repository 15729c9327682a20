package samegrad.plain;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import samegrad.autograd.Tape;
import samegrad.plain.array.Arithmetic;
import samegrad.plain.array.ArrayPool;
import samegrad.plain.array.DoubleArithmetic;
import samegrad.plain.array.FloatArithmetic;
import samegrad.plain.array.PlainArray;
import samegrad.plain.array.PlainOperations;
import samegrad.plain.kernel.VectorWidth;
import samegrad.plain.tape.PlainProgram;
import samegrad.plain.threads.WorkerPool;
import samegrad.spi.Device;
import samegrad.spi.Engine;
import samegrad.spi.EngineInfo;
import samegrad.spi.GradientProgram;
import samegrad.spi.TapeProgram;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.TensorType;

/**
 * Computes in Java arrays. Those of large results are used again once they are freed; the rest is
 * the garbage collector's.
 *
 * <p>Each operation makes the result's array and has the {@link Arithmetic} of the element type
 * fill it.
 */
final class PlainEngine extends PlainOperations implements Engine<PlainArray<?>> {
  static final String NAME = "plain";

  private static final AtomicBoolean ADVISED = new AtomicBoolean();
  private static final Logger LOG = LoggerFactory.getLogger(PlainEngine.class);

  private final EngineInfo info;
  private final WorkerPool pool;
  private final Arithmetic<float[]> float32;
  private final Arithmetic<double[]> float64;

  PlainEngine(int threads) {
    this(threads, ArrayPool.LEAST_BYTES);
  }

  /**
   * @param leastPooledBytes the size from which on arrays of results are used again
   */
  PlainEngine(int threads, int leastPooledBytes) {
    VectorWidth.choose(); // reports a wrong property, before the kernels' classes are loaded
    VectorWidth.advice().filter(advice -> ADVISED.compareAndSet(false, true)).ifPresent(LOG::warn);
    this.pool = new WorkerPool(threads);
    this.float32 = new FloatArithmetic(pool, leastPooledBytes);
    this.float64 = new DoubleArithmetic(pool, leastPooledBytes);
    this.info =
        new EngineInfo(
            NAME,
            "pure Java, " + VectorWidth.description() + ", Java " + Runtime.version().feature(),
            Device.CPU,
            threads,
            "tape");
  }

  @Override
  public EngineInfo info() {
    return info;
  }

  @Override
  public PlainArray<?> upload(HostTensor tensor) {
    return tensor.dtype() == DType.FLOAT32 ? wrap(float32, tensor) : wrap(float64, tensor);
  }

  /** Operands are never written, so they can share the tensor's elements. */
  private static <T> PlainArray<T> wrap(Arithmetic<T> arithmetic, HostTensor tensor) {
    return new PlainArray<>(arithmetic, tensor.shape(), arithmetic.elements(tensor), false);
  }

  @Override
  public HostTensor download(PlainArray<?> array, TensorType type) {
    return unwrap(array, type.shape());
  }

  /** A copy, since the results of an evaluation may be overwritten by the next. */
  private static <T> HostTensor unwrap(PlainArray<T> array, Shape shape) {
    T copy = array.arithmetic().allocate(shape.size());
    array.arithmetic().broadcast(array.elements(), array.shape(), copy, shape);
    return array.arithmetic().tensor(shape, copy);
  }

  @Override
  public void free(PlainArray<?> array) {
    recycle(array);
  }

  private static <T> void recycle(PlainArray<T> array) {
    if (array.owned()) {
      array.arithmetic().recycle(array.elements());
    }
  }

  @Override
  public GradientProgram<PlainArray<?>> differentiate(Tape tape) {
    Set<DType> dtypes =
        tape.entries().stream().map(entry -> entry.type().dtype()).collect(Collectors.toSet());
    if (dtypes.equals(Set.of(DType.FLOAT32))) {
      return PlainProgram.differentiate(float32, tape);
    }
    if (dtypes.equals(Set.of(DType.FLOAT64))) {
      return PlainProgram.differentiate(float64, tape);
    }
    return TapeProgram.differentiate(this, tape); // the same bits, one operation at a time
  }

  @Override
  public void close() {
    pool.close();
  }
}
