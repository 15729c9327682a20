package samegrad.plain.array;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import samegrad.plain.kernel.FloatElementwise;
import samegrad.plain.kernel.FloatKernels;
import samegrad.plain.kernel.FloatReductions;
import samegrad.plain.kernel.Kernels;
import samegrad.plain.matmul.Matmul;
import samegrad.plain.threads.Parallel;
import samegrad.plain.threads.WorkerPool;
import samegrad.tensor.DType;
import samegrad.tensor.HostTensor;
import samegrad.tensor.Shape;
import samegrad.tensor.UnaryFunction;

/** float32. The bodies given to {@link Parallel} capture nothing, so that none is allocated. */
public final class FloatArrayOperations implements ArrayOperations<float[]> {
  private static final FloatKernels KERNELS = Kernels.FLOAT;

  private static final Map<UnaryFunction, Parallel.Body<float[]>> MAP =
      bodies(f -> (x, y, row, z, m, n, from, to) -> KERNELS.map(f, x, from, z, from, to - from));

  private static final Map<UnaryFunction, Parallel.Body<float[]>> ADD_MAP =
      bodies(
          f ->
              (x, y, row, z, m, n, from, to) ->
                  FloatElementwise.addMap(f, x, y, row, z, n, from, to));

  private final Parallel<float[]> parallel;
  private final Matmul<float[]> matmul;
  private final ArrayPool<float[]> results;

  /**
   * @param leastPooledBytes the size from which on arrays of results are used again
   */
  public FloatArrayOperations(WorkerPool pool, int leastPooledBytes) {
    this.parallel = new Parallel<>(pool, new float[0]);
    this.matmul = Matmul.floats(pool);
    this.results =
        new ArrayPool<>(
            float[]::new, freed -> Arrays.fill(freed, Float.NaN), Float.BYTES, leastPooledBytes);
  }

  private static Map<UnaryFunction, Parallel.Body<float[]>> bodies(
      Function<UnaryFunction, Parallel.Body<float[]>> body) {
    Map<UnaryFunction, Parallel.Body<float[]>> bodies = new EnumMap<>(UnaryFunction.class);
    for (UnaryFunction f : UnaryFunction.values()) {
      bodies.put(f, body.apply(f));
    }
    return bodies;
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public float[] scalar(double value) {
    return new float[] {(float) value};
  }

  @Override
  public float[] result(int length) {
    return results.take(length);
  }

  @Override
  public void recycle(float[] elements) {
    results.give(elements);
  }

  @Override
  public float[] elements(HostTensor tensor) {
    return tensor.sharedFloat32();
  }

  @Override
  public HostTensor tensor(Shape shape, float[] elements) {
    return HostTensor.share(shape, elements);
  }

  @Override
  public void matmul(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float[] dst) {
    matmul.multiply(transposeA, transposeB, m, n, k, a, b, dst);
  }

  @Override
  public void transpose(float[] a, Shape shape, float[] dst) {
    parallel.run(
        shape.rows(),
        a,
        dst,
        shape.rows(),
        shape.columns(),
        (x, y, row, z, m, n, from, to) -> FloatElementwise.transpose(x, m, n, z, from, to));
  }

  @Override
  public void elementwise(
      Binary operation,
      float[] a,
      Shape aShape,
      float[] b,
      Shape bShape,
      float[] dst,
      Shape shape) {
    if (aShape.size() == shape.size()) {
      repeat(a, b, bShape, dst, shape, body(operation));
    } else if (bShape.size() != shape.size()) {
      broadcast(a, aShape, dst, shape);
      repeat(dst, b, bShape, dst, shape, body(operation));
    } else if (operation != Binary.SUBTRACT) {
      repeat(b, a, aShape, dst, shape, body(operation)); // these commute, to the bit
    } else {
      repeat(
          b,
          a,
          aShape,
          dst,
          shape,
          (x, y, row, z, m, n, from, to) ->
              FloatElementwise.subtractFrom(x, y, row, z, n, from, to));
    }
  }

  private static Parallel.Body<float[]> body(Binary operation) {
    return switch (operation) {
      case ADD -> (x, y, row, z, m, n, from, to) -> FloatElementwise.add(x, y, row, z, n, from, to);
      case SUBTRACT ->
          (x, y, row, z, m, n, from, to) -> FloatElementwise.subtract(x, y, row, z, n, from, to);
      case MULTIPLY ->
          (x, y, row, z, m, n, from, to) -> FloatElementwise.multiply(x, y, row, z, n, from, to);
    };
  }

  /** An operation on x, of that shape, and y, repeated to it: see {@link FloatElementwise}. */
  private void repeat(
      float[] x, float[] y, Shape yShape, float[] dst, Shape shape, Parallel.Body<float[]> body) {
    int size = shape.size();
    boolean same = yShape.size() == size;
    if (same || yShape.size() == 1) {
      parallel.run(size, x, y, !same, dst, size, 1, body);
    } else {
      int rows = shape.rows();
      parallel.run(rows, x, y, yShape.rows() == 1, dst, rows, shape.columns(), body);
    }
  }

  @Override
  public void map(UnaryFunction f, float[] a, float[] dst, Shape shape) {
    parallel.run(shape.size(), a, dst, shape.size(), 1, requireNonNull(MAP.get(f)));
  }

  @Override
  public void logSoftmax(float[] a, Shape shape, float[] dst) {
    parallel.run(
        shape.rows(),
        a,
        dst,
        shape.rows(),
        shape.columns(),
        (x, y, row, z, m, n, from, to) -> FloatReductions.logSoftmax(x, n, z, from, to));
  }

  @Override
  public void sum(float[] a, Shape shape, float[] dst, Shape target) {
    int rows = shape.rows();
    int columns = shape.columns();
    if (target.size() == shape.size()) {
      System.arraycopy(a, 0, dst, 0, shape.size());
    } else if (target.size() == 1) {
      dst[0] = FloatReductions.sum(a, 0, shape.size());
    } else if (target.rows() == 1) {
      parallel.run(
          columns,
          a,
          dst,
          rows,
          columns,
          (x, y, row, z, m, n, from, to) -> FloatReductions.sumRows(x, m, n, z, from, to));
    } else {
      parallel.run(
          rows,
          a,
          dst,
          rows,
          columns,
          (x, y, row, z, m, n, from, to) -> FloatReductions.sumColumns(x, n, z, from, to));
    }
  }

  @Override
  public void broadcast(float[] a, Shape shape, float[] dst, Shape target) {
    FloatElementwise.broadcast(a, shape, dst, target);
  }

  @Override
  public void addMap(
      UnaryFunction f, float[] z, float[] bias, Shape biasShape, float[] a, Shape shape) {
    repeat(z, bias, biasShape, a, shape, requireNonNull(ADD_MAP.get(f)));
  }

  @Override
  public void sigmoidGradient(float[] g, float[] a, float[] dst, Shape shape) {
    int size = shape.size();
    parallel.run(
        size,
        g,
        a,
        false,
        dst,
        size,
        1,
        (x, y, row, z, m, n, from, to) ->
            KERNELS.sigmoidGradient(x, from, y, from, z, from, to - from));
  }
}
