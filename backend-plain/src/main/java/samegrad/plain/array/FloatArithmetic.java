package samegrad.plain.array;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
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
public final class FloatArithmetic implements Arithmetic<float[]> {
  private static final FloatKernels KERNELS = Kernels.FLOAT;

  /**
   * For each function what does it on a slice, and what does it on rows to which a row is added.
   */
  private static final Map<UnaryFunction, Parallel.Body<float[]>> MAP =
      new EnumMap<>(UnaryFunction.class);

  private static final Map<UnaryFunction, Parallel.Body<float[]>> ADD_ROW_MAP =
      new EnumMap<>(UnaryFunction.class);

  static {
    for (UnaryFunction f : UnaryFunction.values()) {
      MAP.put(
          f, (x, unused, z, s, scalar, from, to) -> KERNELS.map(f, x, from, z, from, to - from));
      ADD_ROW_MAP.put(
          f,
          (x, row, z, s, scalar, from, to) ->
              FloatElementwise.addRowMap(f, x, row, z, s.columns(), from, to));
    }
  }

  private final Parallel<float[]> parallel;
  private final Matmul<float[]> matmul;
  private final ArrayPool<float[]> results;

  /**
   * @param leastPooledBytes the size from which on arrays of results are used again
   */
  public FloatArithmetic(WorkerPool pool, int leastPooledBytes) {
    this.parallel = new Parallel<>(pool, new float[0]);
    this.matmul = Matmul.floats(pool);
    this.results =
        new ArrayPool<>(
            float[]::new, freed -> Arrays.fill(freed, Float.NaN), Float.BYTES, leastPooledBytes);
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
  public float[] elements(PlainArray<?> array) {
    return (float[]) array.elements();
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
        a,
        dst,
        shape,
        0,
        (x, unused, z, s, scalar, from, to) ->
            FloatElementwise.transpose(x, s.rows(), s.columns(), z, from, to));
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
    int size = shape.size();
    if (aShape.size() == size && bShape.size() == size) {
      parallel.run(size, a, b, dst, shape, 0, flat(operation));
    } else if (aShape.size() == size) {
      right(operation, a, b, bShape, dst, shape);
    } else if (bShape.size() != size) {
      broadcast(a, aShape, dst, shape);
      right(operation, dst, b, bShape, dst, shape);
    } else if (operation == Binary.SUBTRACT) {
      parallel.run(shape.rows(), b, a, dst, shape, 0, subtractFrom(aShape));
    } else {
      right(operation, b, a, aShape, dst, shape); // the rest commutes, to the bit
    }
  }

  private static Parallel.Body<float[]> flat(Binary operation) {
    return switch (operation) {
      case ADD ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.add(a, from, b, from, dst, from, to - from);
      case SUBTRACT ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.subtract(a, from, b, from, dst, from, to - from);
      case MULTIPLY ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.multiply(a, from, b, from, dst, from, to - from);
    };
  }

  /** a, of the result's shape, with b repeated. */
  private void right(
      Binary operation, float[] a, float[] b, Shape bShape, float[] dst, Shape shape) {
    if (bShape.size() == 1) {
      parallel.run(shape.size(), a, b, dst, shape, 0, rightScalar(operation));
    } else if (bShape.rows() == 1) {
      parallel.run(shape.rows(), a, b, dst, shape, 0, rightRow(operation));
    } else {
      parallel.run(shape.rows(), a, b, dst, shape, 0, rightColumn(operation));
    }
  }

  private static Parallel.Body<float[]> rightScalar(Binary operation) {
    return switch (operation) {
      case ADD ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.addScalar(a, from, b[0], dst, from, to - from);
      case SUBTRACT ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.addScalar(a, from, -b[0], dst, from, to - from);
      case MULTIPLY ->
          (a, b, dst, shape, scalar, from, to) ->
              KERNELS.multiplyScalar(a, from, b[0], dst, from, to - from);
    };
  }

  private static Parallel.Body<float[]> rightRow(Binary operation) {
    return switch (operation) {
      case ADD ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.addRow(a, b, dst, shape.columns(), from, to);
      case SUBTRACT ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.subtractRow(a, b, dst, shape.columns(), from, to);
      case MULTIPLY ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.multiplyRow(a, b, dst, shape.columns(), from, to);
    };
  }

  private static Parallel.Body<float[]> rightColumn(Binary operation) {
    return switch (operation) {
      case ADD ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.addColumn(a, b, dst, shape.columns(), from, to);
      case SUBTRACT ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.subtractColumn(a, b, dst, shape.columns(), from, to);
      case MULTIPLY ->
          (a, b, dst, shape, scalar, from, to) ->
              FloatElementwise.multiplyColumn(a, b, dst, shape.columns(), from, to);
    };
  }

  /** b repeated, minus a, which is of the result's shape. */
  private static Parallel.Body<float[]> subtractFrom(Shape bShape) {
    if (bShape.size() == 1) {
      return (a, b, dst, shape, scalar, from, to) -> {
        int first = from * shape.columns();
        int length = (to - from) * shape.columns();
        KERNELS.subtractFromScalar(b[0], a, first, dst, first, length);
      };
    }
    if (bShape.rows() == 1) {
      return (a, b, dst, shape, scalar, from, to) ->
          FloatElementwise.subtractFromRow(b, a, dst, shape.columns(), from, to);
    }
    return (a, b, dst, shape, scalar, from, to) ->
        FloatElementwise.subtractFromColumn(b, a, dst, shape.columns(), from, to);
  }

  @Override
  public void scale(float[] a, double factor, float[] dst, Shape shape) {
    parallel.run(
        shape.size(),
        a,
        a,
        dst,
        shape,
        factor,
        (x, unused, z, s, scalar, from, to) ->
            KERNELS.multiplyScalar(x, from, (float) scalar, z, from, to - from));
  }

  @Override
  public void map(UnaryFunction f, float[] a, float[] dst, Shape shape) {
    parallel.run(shape.size(), a, a, dst, shape, 0, requireNonNull(MAP.get(f)));
  }

  @Override
  public void sum(float[] a, Shape shape, float[] dst, Shape target) {
    if (target.size() == shape.size()) {
      System.arraycopy(a, 0, dst, 0, shape.size());
    } else if (target.size() == 1) {
      dst[0] = FloatReductions.sum(a, 0, shape.size());
    } else if (target.rows() == 1) {
      parallel.run(
          shape.columns(),
          a,
          a,
          dst,
          shape,
          0,
          (x, unused, z, s, scalar, from, to) ->
              FloatReductions.sumRows(x, s.rows(), s.columns(), z, from, to));
    } else {
      parallel.run(
          shape.rows(),
          a,
          a,
          dst,
          shape,
          0,
          (x, unused, z, s, scalar, from, to) ->
              FloatReductions.sumColumns(x, s.columns(), z, from, to));
    }
  }

  @Override
  public void broadcast(float[] a, Shape shape, float[] dst, Shape target) {
    if (shape.size() == target.size()) {
      System.arraycopy(a, 0, dst, 0, target.size());
    } else if (shape.size() == 1) {
      Arrays.fill(dst, 0, target.size(), a[0]);
    } else if (shape.rows() == 1) {
      FloatElementwise.copyRow(a, dst, target.columns(), 0, target.rows());
    } else {
      FloatElementwise.copyColumn(a, dst, target.columns(), 0, target.rows());
    }
  }

  @Override
  public void addRowMap(UnaryFunction f, float[] z, float[] bias, float[] a, Shape shape) {
    parallel.run(shape.rows(), z, bias, a, shape, 0, requireNonNull(ADD_ROW_MAP.get(f)));
  }

  @Override
  public void sigmoidGradient(float[] g, float[] a, float[] dst, Shape shape) {
    parallel.run(
        shape.size(),
        g,
        a,
        dst,
        shape,
        0,
        (x, y, z, s, scalar, from, to) ->
            KERNELS.sigmoidGradient(x, from, y, from, z, from, to - from));
  }
}
