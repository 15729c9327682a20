package samegrad.plain;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import samegrad.autograd.Tape;
import samegrad.plain.array.ArrayOperations;
import samegrad.plain.array.ArrayPool;
import samegrad.plain.array.DoubleArrayOperations;
import samegrad.plain.array.FloatArrayOperations;
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
 * <p>Each operation makes the result's array and has the {@link ArrayOperations} of the element
 * type fill it.
 */
final class PlainEngine extends PlainOperations implements Engine<PlainArray<?>> {
  static final String NAME = "plain";

  private static final AtomicBoolean ADVISED = new AtomicBoolean();

  private final EngineInfo info;
  private final WorkerPool pool;
  private final ArrayOperations<float[]> float32;
  private final ArrayOperations<double[]> float64;

  PlainEngine(int threads) {
    this(threads, ArrayPool.LEAST_BYTES);
  }

  /**
   * @param leastPooledBytes the size from which on arrays of results are used again
   */
  PlainEngine(int threads, int leastPooledBytes) {
    VectorWidth.choose(); // reports a wrong property, before the kernels' classes are loaded
    VectorWidth.advice()
        .filter(advice -> ADVISED.compareAndSet(false, true))
        // Whatever logging there is, and there may be none, nothing else says why it is slow.
        .ifPresent(advice -> System.err.println("samegrad: " + advice));
    this.pool = new WorkerPool(threads);
    this.float32 = new FloatArrayOperations(pool, leastPooledBytes);
    this.float64 = new DoubleArrayOperations(pool, leastPooledBytes);
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
    return (tensor.dtype() == DType.FLOAT32 ? float32 : float64).array(tensor);
  }

  @Override
  public HostTensor download(PlainArray<?> array, TensorType type) {
    // A copy, since the results of an evaluation may be overwritten by the next.
    Shape shape = type.shape();
    PlainArray<Object> from = array.cast();
    Object copy = from.operations().allocate(shape.size());
    from.operations().broadcast(from.elements(), from.shape(), copy, shape);
    return from.operations().tensor(shape, copy);
  }

  @Override
  public void free(PlainArray<?> array) {
    if (array.owned()) {
      PlainArray<Object> owned = array.cast();
      owned.operations().recycle(owned.elements());
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
